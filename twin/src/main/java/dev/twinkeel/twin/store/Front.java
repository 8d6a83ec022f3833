package dev.twinkeel.twin.store;

import dev.twinkeel.model.Service;
import dev.twinkeel.twin.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What an engine is told of those who use it (`stores/front`): whose keys may use what, and where
/// to note who was refused.
final class Front {
    /// Who looks at a store from outside, and keeps a ledger of what becomes of what it wrote.
    static final String DRILL = "drill";

    private Front() {}

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
