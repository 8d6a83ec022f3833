package dev.twinkeel.stores.queues;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a broker is told at its start.
///
/// @param host the address that it listens on
/// @param data the folder of its database; made when it is not there
/// @param region as AWS names it
/// @param keys who may use what; without it, everybody who reaches the broker may use everything
/// @param queues made when they are not there; others that clients made are kept
record QueuesConfig(
        String host, int port, Path data, String region, List<Queue> queues, Optional<Path> keys) {
    /// A queue and the one that takes what nobody could handle.
    ///
    /// @param deadLetterAfter receives of a message, after which it goes to `deadLetters`
    record Queue(String name, String deadLetters, int deadLetterAfter) {}

    static QueuesConfig read(Config config) {
        return new QueuesConfig(
                config.getString("listen.host"),
                config.getInt("listen.port"),
                Path.of(config.getString("data")),
                config.getString("region"),
                config.getConfigList("queues").stream().map(QueuesConfig::queue).toList(),
                config.hasPath("keys")
                        ? Optional.of(Path.of(config.getString("keys")))
                        : Optional.empty());
    }

    private static Queue queue(Config config) {
        return new Queue(
                config.getString("name"),
                config.getString("deadLetters"),
                config.getInt("deadLetterAfter"));
    }
}
