package dev.twinkeel.twin.archive;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.HttpFace;
import dev.twinkeel.twin.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// The process that archives the databases of an application on the shelf of one region. Its
/// argument is the path of an [ArchiveConfig] as JSON; SIGTERM ends it.
public final class ArchiveMain {
    private ArchiveMain() {}

    public static void main(String[] args) throws Exception {
        System.setProperty(
                "java.util.logging.SimpleFormatter.format",
                "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
        if (args.length != 1) {
            System.err.println("usage: ArchiveMain <config.json> | --rehearse");
            System.exit(2);
        }
        if (args[0].equals("--rehearse")) {
            rehearse();
            System.exit(0);
        }
        ArchiveConfig config = Json.read(Path.of(args[0]), ArchiveConfig.class);
        var loops = new ArchiveLoops(config);
        HttpFace face = HttpFace.listen(config.status(), _ -> HttpFace.Answer.ok(loops.told()));
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    loops.close();
                                    face.close();
                                },
                                "stop"));
        loops.start();
        new CountDownLatch(1).await();
    }

    /// Loads what a start loads: the driver, the client, JSON.
    private static void rehearse() throws IOException, ClassNotFoundException {
        Class.forName("org.postgresql.Driver");
        Path secret = Files.createTempFile("twinkeel", "secret");
        try (HttpFace face =
                        HttpFace.listen(
                                new Address("127.0.0.1", 0), _ -> HttpFace.Answer.ok(Map.of()));
                S3Shelf shelf = new S3Shelf(face.address(), "b", "r", "k", secret)) {
            shelf.put("x", new byte[1]);
            boolean _ = shelf.list("x").isEmpty();
        } finally {
            Files.delete(secret);
        }
    }
}
