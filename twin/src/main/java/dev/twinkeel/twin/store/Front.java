package dev.twinkeel.twin.store;

import dev.twinkeel.model.Region;
import dev.twinkeel.model.Service;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// What the engines of one kind are told of those who use them (`stores/front`): whose keys may use
/// what, and where to note who was refused. There is one in each region.
///
/// @param kind an engine's name is this and its region's
/// @param protocol what its requests are signed for: `dynamodb` or `sqs`
/// @param port where each engine listens, at its region's own place
/// @param used what a service may use
/// @param own whose key may do everything
record Front(
        Ground ground,
        String kind,
        String protocol,
        int port,
        Function<Service, List<String>> used,
        String own) {
    /// Who looks at a store from outside, and keeps a ledger of what becomes of what it wrote.
    static final String DRILL = "drill";

    String name(Region region) {
        return kind + "-" + region.name();
    }

    Address engine(Region region) {
        Place place = ground.place(region.name());
        return ground.at(place, place, port);
    }

    /// Writes the file for a region's engine, in the place of the one before.
    Path keys(Region region) {
        return keys(ground, name(region), ground.place(region.name()), used, List.of(own));
    }

    /// Tells every engine which keys are good now.
    void keysChanged() {
        ground.application().regions().forEach(this::keys);
    }

    /// Milliseconds since each key was last used, by its id.
    ///
    /// @param lively the names of the processes that run now
    /// @throws IOException when an engine that runs does not tell
    Map<String, Long> keysUsed(Set<String> lively) throws IOException {
        Map<String, Long> last = new LinkedHashMap<>();
        for (Region region : ground.application().regions()) {
            if (lively.contains(name(region))) {
                KeyUse.ask(engine(region), protocol, AwsAccess.key(ground, own))
                        .forEach((id, millis) -> last.merge(id, millis, Math::min));
            }
        }
        return last;
    }

    /// Writes the file, in the place of the one before. A line a key: its id, whose it is, what it
    /// may use, and its secret.
    ///
    /// @param engine the process that reads it
    /// @param used what a service may use; a service that uses nothing has no key there
    /// @param own owners of keys that may do everything
    static Path keys(
            Ground ground,
            String engine,
            Place place,
            Function<Service, List<String>> used,
            List<String> own) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "flows %s %s %s %s"
                        .formatted(
                                ground.application().name(),
                                engine,
                                place.name(),
                                ground.flows(engine)));
        for (Service service : ground.application().services()) {
            List<String> resources = used.apply(service);
            if (!resources.isEmpty()) {
                lines.addAll(lines(ground, service.name(), String.join(",", resources)));
            }
        }
        own.forEach(owner -> lines.addAll(lines(ground, owner, "*")));
        return ground.secretFile("front-" + engine, String.join("\n", lines) + "\n");
    }

    private static List<String> lines(Ground ground, String owner, String resources) {
        return AwsAccess.ring(ground, owner).keys(owner).stream()
                .map(key -> "key %s %s %s %s".formatted(key.id(), owner, resources, key.secret()))
                .toList();
    }
}
