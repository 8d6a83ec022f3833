package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.drill.Fault;
import dev.twinkeel.drill.Wound;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.HttpFace;
import dev.twinkeel.twin.host.Status;
import dev.twinkeel.twin.host.TwinClient;
import dev.twinkeel.twin.host.TwinException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a drill asks of the host, which refuses to heal what it finds nothing wrong with.
final class BreakingTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final Set<String> healthy = ConcurrentHashMap.newKeySet();
    private final Map<String, String> conditions = new ConcurrentHashMap<>();
    private final Queue<String> healed = new ConcurrentLinkedQueue<>();
    private final HttpFace host = HttpFace.listen(new Address("127.0.0.1", 0), this::answer);
    private final TwinClient client =
            new TwinClient(new TwinClient.Contact(0, 0, host.address(), "token", ""));

    @AfterEach
    void close() {
        client.close();
        host.close();
    }

    @Test
    void whatARecoveryStartedAnewNeedsNoHealingAndTheRestIsHealed() {
        healthy.add("orders-db-mumbai-a");
        conditions.put("orders-db-mumbai-a", "ready");

        new Breaking(client).heal(wound("orders-db-mumbai-a", "orders-db-mumbai-b"));

        assertThat(healed).containsExactly("orders-db-mumbai-b");
    }

    @Test
    void whatIsStillDeadOrFrozenOrUnknownAndCannotBeHealedIsTold() {
        healthy.add("orders-db-mumbai-a");
        for (String condition : List.of("dead", "stopped", "frozen")) {
            conditions.put("orders-db-mumbai-a", condition);

            assertThatThrownBy(() -> impatient().heal(wound("orders-db-mumbai-a")))
                    .as(condition)
                    .isInstanceOf(TwinException.class)
                    .hasMessageContaining("nothing is wrong");
        }
        conditions.clear();

        assertThatThrownBy(() -> impatient().heal(wound("orders-db-mumbai-a")))
                .isInstanceOf(TwinException.class);
    }

    @Test
    void whatWasPoisonedIsLeftToAPerson() {
        var fault = new Fault(Fault.Action.POISON, Fault.Target.QUEUE, Fault.Means.PLAIN);
        var wound = new Wound(fault, NOW, "mumbai", "poisoned", List.of("orders"), List.of());

        assertThatCode(() -> new Breaking(client).heal(wound)).doesNotThrowAnyException();
        assertThat(healed).isEmpty();
    }

    private Breaking impatient() {
        return new Breaking(client, Duration.ZERO);
    }

    private static Wound wound(String... targets) {
        var fault = new Fault(Fault.Action.KILL, Fault.Target.DATABASE, Fault.Means.PLAIN);
        return new Wound(fault, NOW, "mumbai", "killed", List.of(targets), List.of());
    }

    private HttpFace.Answer answer(HttpFace.Asked asked) {
        if (asked.path().equals("/status")) {
            return HttpFace.Answer.ok(status());
        }
        String target = asked.body().path("target").asText();
        if (healthy.contains(target)) {
            throw new IllegalArgumentException("heal " + target + ": nothing is wrong with it");
        }
        healed.add(target);
        return HttpFace.Answer.ok(
                new dev.twinkeel.twin.host.Fault.Done(NOW, List.of(target + " (1)")));
    }

    private Status status() {
        List<Status.Unit> units =
                conditions.entrySet().stream()
                        .map(
                                it ->
                                        new Status.Unit(
                                                it.getKey(),
                                                "database",
                                                "mumbai-a",
                                                it.getValue(),
                                                4711,
                                                Optional.empty(),
                                                1))
                        .toList();
        return new Status(
                NOW,
                "shop",
                Path.of("twinkeel.yaml"),
                Path.of(".twinkeel"),
                Optional.of("mumbai"),
                List.of(host.address()),
                host.address(),
                "shop.test",
                units,
                List.of(),
                List.of(),
                List.of());
    }
}
