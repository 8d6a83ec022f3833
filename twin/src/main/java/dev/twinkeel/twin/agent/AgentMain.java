package dev.twinkeel.twin.agent;

import dev.twinkeel.twin.AgentConfig;
import dev.twinkeel.twin.Json;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/// The process of a region's agent, or of the witness's. Its argument is the path of an
/// [AgentConfig] as JSON; SIGTERM ends it.
public final class AgentMain {
    private AgentMain() {}

    public static void main(String[] args) throws InterruptedException {
        // Answers are small and follow each other on open connections; waiting to fill a packet
        // costs 40 ms each.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        Logs.quiet();
        if (args.length != 1) {
            System.err.println("usage: AgentMain <config.json> | --rehearse");
            System.exit(2);
        }
        if (args[0].equals("--rehearse")) {
            Rehearsal.agent();
            System.exit(0);
        }
        Agent agent =
                new Agent(Json.read(Path.of(args[0]), AgentConfig.class), InstantSource.system());
        Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "stop"));
        new CountDownLatch(1).await();
    }
}
