package dev.twinkeel.twin.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// A host that is killed before it can clean up: it starts a server, and a pod with children that
/// outlive it, freezes the server, and waits.
final class AbandoningHost {
    private AbandoningHost() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        Processes processes = new Processes(folder.resolve("state"));
        PostgresInstallation installation =
                PostgresInstallation.find(PostgresBinaries.cache(), folder.resolve("state"));
        PostgresServer server =
                new PostgresServer(
                        installation,
                        processes,
                        Lab.spec(folder, "orders-a", Integer.parseInt(arguments[1])));
        server.createPrimary();
        server.start();
        RunningProcess pod =
                processes.start(
                        ProcessSpec.pod(
                                "orders-1",
                                "lab",
                                List.of("sh", "-c", "setsid sleep 600 & sleep 600 & wait"),
                                Map.of(),
                                folder,
                                folder.resolve("logs/orders-1.log")));
        Lab.await("children", java.time.Duration.ofSeconds(20), () -> pod.tree().size() == 3);
        server.freeze();
        System.out.println("ready " + pod.pid());
        System.out.flush();
        LockSupport.park();
    }
}
