package dev.twinkeel.stores.queues;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The process of one region's broker. Its argument is the path of a [QueuesConfig] as JSON;
/// SIGTERM ends it, and SIGKILL loses nothing that it has acknowledged.
public final class QueuesMain {
    /// Kept, because the platform forgets the level of a logger that nobody holds. An acknowledged
    /// message is not worth a line.
    private static final Logger ENGINE = Logger.getLogger("org.elasticmq");

    private static final Logger PARTS = Logger.getLogger("org.apache.pekko");
    private static final Logger SQL = Logger.getLogger("scalikejdbc");

    private QueuesMain() {}

    public static void main(String[] arguments) throws Exception {
        quiet();
        if (arguments.length == 1 && arguments[0].equals("--rehearse")) {
            Rehearsal.run();
            System.exit(0);
        }
        if (arguments.length != 1) {
            System.err.println(
                    "start the broker: expected one argument, the path of its configuration");
            System.exit(2);
        }
        Path file = Path.of(arguments[0]);
        Broker broker = start(QueuesConfig.read(ConfigFactory.parseString(Files.readString(file))));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop"));
        Thread.currentThread().join();
    }

    /// Ends the process when that fails: what of the engine has begun would keep it alive, and
    /// whoever started it would not start it again.
    private static Broker start(QueuesConfig config) {
        try {
            return Broker.start(config);
        } catch (Exception e) {
            System.err.printf(
                    "start the broker at %s:%d on %s: %s%n",
                    config.host(), config.port(), config.data(), e);
            Runtime.getRuntime().halt(1);
            throw new IllegalStateException("halted", e);
        }
    }

    private static void quiet() {
        System.setProperty(
                "java.util.logging.SimpleFormatter.format",
                "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
        ENGINE.setLevel(Level.WARNING);
        PARTS.setLevel(Level.WARNING);
        SQL.setLevel(Level.WARNING);
    }
}
