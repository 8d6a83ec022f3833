package dev.twinkeel.twin.store;

import dev.twinkeel.model.Service;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What the front of an engine that checks no signature by itself is told (`stores/front`): whose
/// key may use what.
final class Front {
    /// Who looks at a store from outside, and keeps a ledger of what becomes of what it wrote.
    static final String DRILL = "drill";

    private Front() {}

    /// A line a key: its id, what it may use, and the file with its secret.
    ///
    /// @param kind of the store
    /// @param used what a service may use; a service that uses nothing has no key there
    /// @param own owners of keys that may do everything
    static Path keys(
            Ground ground, String kind, Function<Service, List<String>> used, List<String> own) {
        List<String> lines = new ArrayList<>();
        for (Service service : ground.application().services()) {
            List<String> resources = used.apply(service);
            if (!resources.isEmpty()) {
                lines.add(line(ground, service.name(), String.join(",", resources)));
            }
        }
        own.forEach(owner -> lines.add(line(ground, owner, "*")));
        return ground.secretFile("front-" + kind, String.join("\n", lines) + "\n");
    }

    private static String line(Ground ground, String owner, String resources) {
        return "%s %s %s"
                .formatted(
                        AwsAccess.key(ground, owner).id(),
                        resources,
                        ground.secret("aws-key-" + owner));
    }
}
