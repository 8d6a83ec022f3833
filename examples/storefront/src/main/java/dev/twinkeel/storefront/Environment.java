package dev.twinkeel.storefront;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a pod's settings from its environment, and remembers everything that is wrong with it, so
/// that one line names all of it.
///
/// The names are the same on a laptop and on AWS: `HOST` and `PORT` to listen on, and for a
/// database that the application's file calls `orders-db`, `ORDERS_DB_HOST` and so on. Not
/// thread-safe.
final class Environment {
    private final Map<String, String> variables;
    private final List<String> problems = new ArrayList<>();

    Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /// Where this pod listens.
    Listener listener() {
        return new Listener(text("HOST"), port("PORT", 0));
    }

    /// The writer side of a database: its primary, wherever it is now.
    Target writer(String prefix) {
        return target(prefix, prefix);
    }

    /// The reader side of a database: a replica of this region.
    Target reader(String prefix) {
        return target(prefix, prefix + "_READ");
    }

    /// The name of a queue.
    String queue(String prefix) {
        return text(prefix + "_QUEUE");
    }

    /// The name of a queue, for a service that works without it too.
    Optional<String> optionalQueue(String prefix) {
        return Optional.ofNullable(variables.get(prefix + "_QUEUE")).filter(it -> !it.isBlank());
    }

    /// The name of a table, for a service that works without it too.
    Optional<String> optionalTable(String prefix) {
        return Optional.ofNullable(variables.get(prefix + "_TABLE")).filter(it -> !it.isBlank());
    }

    /// Where this pod is.
    String region() {
        return text("TWINKEEL_REGION");
    }

    /// A cache that the service may use; empty when the application's file names none.
    Optional<CacheTarget> cache(String prefix) {
        return variables.containsKey(prefix + "_HOST")
                ? Optional.of(
                        new CacheTarget(
                                text(prefix + "_HOST"),
                                port(prefix + "_PORT", 1),
                                text(prefix + "_USER"),
                                Path.of(text(prefix + "_PASSWORD_FILE"))))
                : Optional.empty();
    }

    private Target target(String prefix, String address) {
        return new Target(
                text(address + "_HOST"),
                port(address + "_PORT", 1),
                text(prefix + "_NAME"),
                text(prefix + "_USER"),
                Path.of(text(prefix + "_PASSWORD_FILE")),
                Optional.ofNullable(variables.get(prefix + "_LOGIN_FILE")).map(Path::of));
    }

    private String text(String name) {
        String value = variables.getOrDefault(name, "");
        if (value.isBlank()) {
            problem(name + " is not set");
        }
        return value;
    }

    private int port(String name, int least) {
        String value = text(name);
        if (value.isBlank()) {
            return least;
        }
        try {
            int port = Integer.parseInt(value);
            if (port >= least && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException _) {
            // Said below, with the value.
        }
        problem(name + " is not a port: " + value);
        return least;
    }

    private void problem(String problem) {
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    /// What is missing or wrong, in the order it was asked for.
    List<String> problems() {
        return List.copyOf(problems);
    }

    /// The address to listen on; port 0 takes any free one.
    record Listener(String host, int port) {}

    /// A cache, and who we are there.
    record CacheTarget(String host, int port, String user, Path passwordFile) {}

    /// One side of a database, and who we are there.
    ///
    /// @param loginFile user and password in one file, which a rotation replaces in one step; when
    ///   there is none they are `user` and what is in `passwordFile`
    record Target(
            String host,
            int port,
            String name,
            String user,
            Path passwordFile,
            Optional<Path> loginFile) {
        @Override
        public String toString() {
            return "%s at %s:%d".formatted(name, host, port);
        }
    }
}
