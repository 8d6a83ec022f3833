package dev.twinkeel.drill;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// A client beside the load for each table, bucket and queue of the application: it writes things
/// that nothing else has, notes what it was told, and in the end looks what is there. Without such
/// stores there is no client.
///
/// It writes in the region that serves when the drill begins, and goes over to the other one when
/// it is not answered, as an application in the other region would go on there.
final class StoreRun implements AutoCloseable {
    private static final long PACE_MILLIS = 100;

    /// Of so many writes one goes over the one before it.
    private static final int REWRITE_EVERY = 4;

    /// So many keys are written over in turn: what an older version costs a store grows with their
    /// number under one key.
    private static final int REWRITTEN_KEYS = 4;

    /// How long a client may take to end: it waits for the answer to what it sent.
    private static final Duration ENDING = Duration.ofSeconds(15);

    private final Progress progress;
    private final Load load;
    private final StoreRequests requests = new StoreRequests();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Client> clients = new ArrayList<>();
    private final String prefix;

    private StoreRun(Load load, Progress progress) {
        this.load = load;
        this.progress = progress;
        this.prefix = "twinkeel-drill-%08x-".formatted(load.plan().run());
    }

    /// The client of one store.
    ///
    /// @param regions the one that serves first
    private record Client(
            StoreWire wire, List<StoreAddress> regions, StoreLedger ledger, Thread thread) {
        String store() {
            return regions.getFirst().store();
        }
    }

    static StoreRun start(TwinUnderTest twin, Load load, Progress progress) {
        StoreRun run = new StoreRun(load, progress);
        Map<String, List<StoreAddress>> stores = new LinkedHashMap<>();
        twin.stores()
                .forEach(it -> stores.computeIfAbsent(it.store(), _ -> new ArrayList<>()).add(it));
        if (!stores.isEmpty()) {
            progress.at("baseline", "a client writes into each of " + stores.keySet());
        }
        stores.values().forEach(run::add);
        return run;
    }

    private void add(List<StoreAddress> regions) {
        StoreWire wire =
                switch (regions.getFirst().kind()) {
                    case "table" -> new TableWire(requests);
                    case "bucket" -> new BucketWire(requests);
                    default -> new QueueWire(requests);
                };
        StoreLedger ledger = new StoreLedger(regions.getFirst().store());
        Thread thread =
                Thread.ofVirtual()
                        .name("ledger of " + regions.getFirst().store())
                        .start(() -> write(wire, regions, ledger));
        clients.add(new Client(wire, regions, ledger, thread));
    }

    private void write(StoreWire wire, List<StoreAddress> regions, StoreLedger ledger) {
        int region = 0;
        List<StoreAddress> unprepared = new ArrayList<>();
        try {
            for (StoreAddress each : regions) {
                if (!prepare(wire, each)) {
                    unprepared.add(each);
                }
            }
            for (long number = 1; !ended.get(); number++) {
                if (!wrote(wire, regions.get(region), ledger, number)) {
                    region = (region + 1) % regions.size();
                }
                Thread.sleep(PACE_MILLIS);
            }
            // One that was never written to is read as well.
            for (StoreAddress each : unprepared) {
                boolean _ = prepare(wire, each);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return whether what the ledger is kept in is there
    private static boolean prepare(StoreWire wire, StoreAddress where) throws InterruptedException {
        try {
            wire.prepare(where);
            return true;
        } catch (IOException e) {
            // Its writes are refused until it could be prepared; else the findings tell.
            System.getLogger(StoreRun.class.getName())
                    .log(System.Logger.Level.DEBUG, "prepare " + where, e);
            return false;
        }
    }

    /// @return whether it was answered, with yes or no; what could not be sent is not there
    private boolean wrote(StoreWire wire, StoreAddress where, StoreLedger ledger, long number)
            throws InterruptedException {
        boolean over = wire.rewrites() && number % REWRITE_EVERY == 0;
        String id = prefix + number;
        try {
            boolean done = over ? wire.write(where, last(number), number) : wire.write(where, id);
            if (!done) {
                boolean _ = prepare(wire, where);
            } else if (over) {
                ledger.done(last(number), number, where.region(), load.nowNanos());
            } else {
                ledger.done(id, where.region(), load.nowNanos());
            }
            return true;
        } catch (ConnectException | HttpConnectTimeoutException unsent) {
            return false;
        } catch (IOException unanswered) {
            if (over) {
                ledger.unknown(number);
            } else {
                ledger.unknown();
            }
            return false;
        }
    }

    private String last(long number) {
        return last() + number / REWRITE_EVERY % REWRITTEN_KEYS;
    }

    /// How every key begins that is written over.
    private String last() {
        return prefix + "last-";
    }

    /// Ends the clients and looks what every region has that can be read. Waits for what is on its
    /// way between regions, as long as something comes.
    ///
    /// @param mended whether nothing is broken any more
    List<StoreFindings> end(boolean mended) throws InterruptedException {
        ended.set(true);
        for (Client client : clients) {
            client.thread().join(ENDING);
        }
        long begun = System.nanoTime();
        List<StoreFindings> findings = new ArrayList<>();
        for (Client client : clients) {
            StoreFindings found =
                    new StoreLook(
                                    client.wire(),
                                    client.regions(),
                                    client.ledger(),
                                    new StoreLook.Names(prefix, last()),
                                    begun)
                            .found(mended);
            progress.at("ledger", client.store() + ": " + found.sentence());
            findings.add(found);
        }
        return findings;
    }

    @Override
    public void close() {
        ended.set(true);
        clients.forEach(it -> it.thread().interrupt());
        requests.close();
    }
}
