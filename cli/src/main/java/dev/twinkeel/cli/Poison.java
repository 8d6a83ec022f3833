package dev.twinkeel.cli;

import dev.twinkeel.drill.Fault;
import dev.twinkeel.drill.Proof;
import dev.twinkeel.drill.TwinTroubleException;
import dev.twinkeel.drill.Wound;
import dev.twinkeel.twin.host.Status;
import dev.twinkeel.twin.store.Sqs;
import dev.twinkeel.twin.store.StoreStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Messages that no reader can handle, in a queue of a running twin.
final class Poison {
    private static final int MESSAGES = 10;
    private static final String ASIDE = "setAside";

    private Poison() {}

    /// Puts them in.
    static Wound put(Fault fault, Roles roles) {
        StoreStatus queue = roles.store("queue", roles.region());
        Instant at = Instant.now();
        List<String> bodies = new ArrayList<>();
        try (Sqs sqs = new Sqs(queue.credentials().orElseThrow())) {
            for (int number = 1; number <= MESSAGES; number++) {
                String body = "poison of a drill, %d".formatted(number);
                sqs.send(queue.address().orElseThrow(), queue.resource(), body);
                bodies.add(body);
            }
        } catch (IOException e) {
            throw new TwinTroubleException("poison the queue " + queue.name(), e);
        }
        return new Wound(
                fault,
                at,
                roles.region(),
                "poisoned %s in %s, where %d were set aside: %d messages"
                        .formatted(queue.name(), queue.region(), aside(queue), MESSAGES),
                List.of(queue.name(), Long.toString(aside(queue))),
                bodies);
    }

    /// Every one of them has come back to the queue so often that it was set aside.
    static Proof proof(Wound wound, Status status) {
        String name = wound.targets().getFirst();
        long before = Long.parseLong(wound.targets().getLast());
        long now =
                status.stores().stream()
                        .filter(it -> it.kind().equals("queue") && it.name().equals(name))
                        .filter(it -> it.region().equals(wound.region()))
                        .mapToLong(Poison::aside)
                        .sum();
        return new Proof(
                "what nobody can handle is set aside",
                now - before == wound.hit().size(),
                "%d of %d messages were set aside".formatted(now - before, wound.hit().size()));
    }

    private static long aside(StoreStatus queue) {
        return Long.parseLong(queue.facts().getOrDefault(ASIDE, 0).toString());
    }
}
