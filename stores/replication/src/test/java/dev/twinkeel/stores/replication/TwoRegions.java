package dev.twinkeel.stores.replication;

import dev.twinkeel.stores.replication.TableReplicator.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// One table in two regions, step by step: nothing happens by itself, and time passes when told.
final class TwoRegions {
    /// Rounds in which two regions that are left alone must come to rest.
    private static final int ROUNDS_MAX = 100;

    final Half mumbai;
    final Half singapore;
    long nowMicros = 1_000_000;
    boolean cut;

    TwoRegions(Path folder) {
        mumbai = new Half("mumbai", folder.resolve("mumbai"));
        singapore = new Half("singapore", folder.resolve("singapore"));
        mumbai.start();
        singapore.start();
    }

    List<Half> halves() {
        return List.of(mumbai, singapore);
    }

    /// A region's table and its replicator.
    final class Half {
        final String region;
        final MemoryTable table = new MemoryTable();
        private final Path folder;
        private TableReplicator replicator;
        private ReplicaTable.Reader reader;
        private Sender sender;

        /// Whether the disk with this half's log is full.
        boolean diskFull;

        /// How many frames its log takes before that disk is full.
        int framesLeft = Integer.MAX_VALUE;

        @SuppressWarnings("NullAway.Init") // start() is what makes them, at once and after a kill
        Half(String region, Path folder) {
            this.region = region;
            this.folder = folder;
        }

        /// Starts the process; after [#kill] it goes on from what is on disk.
        void start() {
            Settings settings = new Settings("sessions", region, "id", folder, 0);
            VersionLog.Opener opener = file -> new FullDisk(VersionLog.channel(file), this::full);
            replicator =
                    new TableReplicator(settings, table, this::deliver, () -> ++nowMicros, opener);
            reader = table.reader();
            sender = new Sender(replicator, this::deliver, 0);
        }

        private boolean full() {
            return diskFull || framesLeft-- <= 0;
        }

        private void deliver(byte[] batch) throws IOException {
            if (cut) {
                throw new IOException("the link is cut");
            }
            Half other = this == mumbai ? singapore : mumbai;
            other.replicator.receive(Sent.read(batch));
        }

        void kill() {
            replicator.close();
            start();
        }

        void observe() {
            replicator.observe(reader);
        }

        /// One batch, if there is one and the link is whole.
        boolean send() throws InterruptedException {
            try {
                return sender.send();
            } catch (IOException | IllegalStateException e) {
                return false;
            }
        }

        long conflicts() {
            return replicator.status().conflicts();
        }

        List<Map<String, Object>> lost() {
            return replicator.conflicts(1_000);
        }

        boolean quiet() {
            return replicator.quiet();
        }
    }

    /// Heals the link and lets both work until they have nothing to do.
    void rest() throws InterruptedException {
        cut = false;
        for (int round = 0; round < ROUNDS_MAX; round++) {
            boolean sent = false;
            for (Half half : halves()) {
                half.observe();
                sent |= half.send();
            }
            if (!sent && mumbai.quiet() && singapore.quiet()) {
                return;
            }
        }
        throw new AssertionError("the regions do not come to rest");
    }

    long conflicts() {
        return mumbai.conflicts() + singapore.conflicts();
    }
}
