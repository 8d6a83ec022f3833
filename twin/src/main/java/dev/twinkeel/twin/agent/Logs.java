package dev.twinkeel.twin.agent;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// How the processes of recovery log: a line an entry, to standard error.
final class Logs {
    /// Kept, because the platform forgets the level of a logger that nobody holds.
    private static final Logger ZOOKEEPER = Logger.getLogger("org.apache.zookeeper");

    /// ZooKeeper's client, server and elections tell each broken connection with a stack trace; a
    /// voter that is down would fill the disk.
    private static final List<Logger> LOUD =
            List.of(
                    Logger.getLogger("org.apache.zookeeper.ClientCnxn"),
                    Logger.getLogger("org.apache.zookeeper.server.NIOServerCnxn"),
                    Logger.getLogger("org.apache.zookeeper.server.quorum.QuorumCnxManager"));

    private Logs() {}

    /// Before the first log entry of the process.
    static void quiet() {
        System.setProperty(
                "java.util.logging.SimpleFormatter.format",
                "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
        ZOOKEEPER.setLevel(Level.WARNING);
        LOUD.forEach(logger -> logger.setLevel(Level.OFF));
    }
}
