package dev.twinkeel.stores.buckets;

import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The process of one region's object store. Its argument is the path of a [BucketsConfig] as JSON;
/// SIGTERM ends it, and SIGKILL loses nothing that it has acknowledged.
public final class BucketsMain {
    /// Kept, because the platform forgets the level of a logger that nobody holds.
    private static final Logger SERVER = Logger.getLogger("org.gaul");

    private static final System.Logger LOG = System.getLogger(BucketsMain.class.getName());

    private BucketsMain() {}

    public static void main(String[] arguments) throws Exception {
        System.setProperty(
                "java.util.logging.SimpleFormatter.format",
                "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
        SERVER.setLevel(Level.WARNING);
        if (arguments.length == 1 && arguments[0].equals("--rehearse")) {
            Rehearsal.run();
            System.exit(0);
        }
        if (arguments.length != 1) {
            System.err.println(
                    "start the object store: expected one argument, the path of its configuration");
            System.exit(2);
        }
        ObjectStore store = ObjectStore.start(BucketsConfig.read(Path.of(arguments[0])));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(store), "stop"));
        Thread.currentThread().join();
    }

    private static void close(ObjectStore store) {
        try {
            store.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "stop the object store", e);
        }
    }
}
