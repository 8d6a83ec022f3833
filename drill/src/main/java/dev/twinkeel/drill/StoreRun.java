package dev.twinkeel.drill;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /// As long as something comes within it, the rest is waited for.
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration PATIENCE_MOST = Duration.ofMinutes(3);

    /// The first store is waited for while the others get theirs as well; each has this for itself.
    private static final Duration PATIENCE_LEAST = Duration.ofSeconds(3);

    private static final long LOOK_MILLIS = 250;

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

        /// What is written in a queue stays in its region.
        boolean everywhere() {
            return wire.rewrites();
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
        try {
            for (StoreAddress each : regions) {
                prepare(wire, each);
            }
            for (long number = 1; !ended.get(); number++) {
                if (!wrote(wire, regions.get(region), ledger, number)) {
                    region = (region + 1) % regions.size();
                }
                Thread.sleep(PACE_MILLIS);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static void prepare(StoreWire wire, StoreAddress where) throws InterruptedException {
        try {
            wire.prepare(where);
        } catch (IOException e) {
            // Its writes will be refused, and the findings tell.
            System.getLogger(StoreRun.class.getName())
                    .log(System.Logger.Level.DEBUG, "prepare " + where, e);
        }
    }

    /// @return whether it was answered, with yes or no; what could not be sent is not there
    private boolean wrote(StoreWire wire, StoreAddress where, StoreLedger ledger, long number)
            throws InterruptedException {
        boolean over = wire.rewrites() && number % REWRITE_EVERY == 0;
        String id = prefix + number;
        try {
            if (over && wire.write(where, last(), number)) {
                ledger.done(number, where.region(), load.nowNanos());
            } else if (!over && wire.write(where, id)) {
                ledger.done(id, where.region(), load.nowNanos());
            }
            return true;
        } catch (ConnectException | HttpConnectTimeoutException unsent) {
            return false;
        } catch (IOException unanswered) {
            ledger.unknown();
            return false;
        }
    }

    private String last() {
        return prefix + "last";
    }

    /// Ends the clients and looks what every region has that can be read. Waits for what is on its
    /// way between regions, as long as something comes.
    ///
    /// @param mended whether nothing is broken any more
    List<StoreFindings> end(boolean mended) throws InterruptedException {
        ended.set(true);
        for (Client client : clients) {
            client.thread().join(PATIENCE);
        }
        long begun = System.nanoTime();
        List<StoreFindings> findings = new ArrayList<>();
        for (Client client : clients) {
            StoreFindings found = looked(client, begun, mended);
            progress.at("ledger", client.store() + ": " + found.sentence());
            findings.add(found);
        }
        return findings;
    }

    /// @param begun when the first store was looked at
    private StoreFindings looked(Client client, long begun, boolean mended)
            throws InterruptedException {
        long own = System.nanoTime() - PATIENCE.minus(PATIENCE_LEAST).toNanos();
        long moved = own - begun > 0 ? own : begun;
        long least = Long.MAX_VALUE;
        Map<String, StoreLedger.Found> regions = new LinkedHashMap<>();
        Map<String, List<String>> taken = new LinkedHashMap<>();
        while (true) {
            List<String> unread = new ArrayList<>();
            String trouble = "it has no region";
            for (StoreAddress where : client.regions()) {
                try {
                    List<String> ids = client.wire().read(where, prefix);
                    if (!client.everywhere()) {
                        // Taken out: each look brings what the one before had not.
                        ids = joined(taken, where.region(), ids);
                    }
                    ids = ids.stream().filter(it -> !it.equals(last())).toList();
                    // In this order: what comes between is newer than what was kept.
                    Optional<Set<Long>> kept =
                            client.wire().kept(where, last(), client.ledger().newest());
                    long number = client.wire().number(where, last()).orElse(0);
                    regions.put(where.region(), new StoreLedger.Found(ids, number, kept));
                } catch (IOException e) {
                    unread.add(where.region());
                    trouble = String.valueOf(e.getMessage());
                }
            }
            unread.forEach(regions::remove);
            long wrong = client.ledger().wrong(regions, client.everywhere());
            long now = System.nanoTime();
            moved = wrong < least && least < Long.MAX_VALUE ? now : moved;
            least = Math.min(least, wrong);
            boolean whole = unread.isEmpty() && wrong == 0;
            if (whole
                    || now - moved > PATIENCE.toNanos()
                    || now - begun > PATIENCE_MOST.toNanos()) {
                return regions.isEmpty()
                        ? StoreFindings.unchecked(client.store(), trouble)
                        : client.ledger().against(regions, unread, client.everywhere(), mended);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static List<String> joined(
            Map<String, List<String>> taken, String region, List<String> news) {
        List<String> all = taken.computeIfAbsent(region, _ -> new ArrayList<>());
        all.addAll(news);
        return List.copyOf(all);
    }

    @Override
    public void close() {
        ended.set(true);
        clients.forEach(it -> it.thread().interrupt());
        requests.close();
    }
}
