package dev.twinkeel.twin.place;

import dev.twinkeel.twin.EdgeConfig;
import dev.twinkeel.twin.Json;
import java.nio.file.Path;

/// The edge: DNS and the accelerator, in neither region.
public final class EdgeMain {
    private EdgeMain() {}

    /// @param arguments the path of an [EdgeConfig], or `--rehearse`
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1 && arguments[0].equals("--rehearse")) {
            Rehearsal.edge();
            return;
        }
        if (arguments.length != 1) {
            System.err.println(
                    "start the edge: expected one argument, the path of its configuration");
            System.exit(2);
        }
        EdgePlane edge = EdgePlane.start(Json.read(Path.of(arguments[0]), EdgeConfig.class));
        Runtime.getRuntime().addShutdownHook(new Thread(edge::close));
        Thread.currentThread().join();
    }
}
