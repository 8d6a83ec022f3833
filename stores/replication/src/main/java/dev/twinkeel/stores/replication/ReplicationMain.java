package dev.twinkeel.stores.replication;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The process of a region's replicators. Its argument is a file with a [ReplicationConfig]; with
/// `--rehearse` it does what a start does, and ends.
public final class ReplicationMain {
    private ReplicationMain() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("--rehearse")) {
            Rehearsal.run();
            System.exit(0);
        }
        ReplicationConfig config = ReplicationConfig.read(Path.of(arguments[0]));
        List<Replicator> replicators = replicators(config);
        // The face first: the other region's replicators may be waiting for it.
        Face face = Face.open(config.host(), config.port(), replicators);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    face.close();
                                    replicators.forEach(Replicator::close);
                                },
                                "down"));
        replicators.forEach(Replicator::start);
        Thread.currentThread().join();
    }

    /// One a table.
    static List<Replicator> replicators(ReplicationConfig config) {
        List<Replicator> replicators = new ArrayList<>();
        config.tables().forEach(table -> replicators.add(TableReplicator.of(config, table)));
        return replicators;
    }
}
