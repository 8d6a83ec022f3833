package dev.twinkeel.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Looks what each region has of one store, until it has all or nothing more comes.
///
/// Versions that were written over are looked for rarely, and only when nothing else comes any
/// more: to tell them, a store may have to look at all others for each of them.
final class StoreLook {
    /// As long as something comes within it, the rest is waited for.
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration PATIENCE_MOST = Duration.ofMinutes(3);

    /// The first store is waited for while the others get theirs as well; each has this for itself.
    private static final Duration PATIENCE_LEAST = Duration.ofSeconds(3);

    /// When nothing came for so long, versions are looked for, and again after so long.
    private static final Duration VERSIONS_EVERY = Duration.ofSeconds(5);

    /// The store's rest between two lists of versions, in times of what the last one took.
    private static final int VERSIONS_REST = 5;

    private static final long LOOK_MILLIS = 250;

    private final StoreWire wire;
    private final List<StoreAddress> where;
    private final StoreLedger ledger;
    private final Names names;
    private final long begun;

    private final Map<String, StoreLedger.Found> regions = new LinkedHashMap<>();
    private final List<String> unread = new ArrayList<>();
    private final Least least = new Least();
    private final Least leastVersions = new Least();
    private String trouble = "it has no region";
    private long moved;
    private long versionsDue;

    /// @param all how everything begins that was written
    /// @param over how everything begins that was written over
    record Names(String all, String over) {}

    /// How little was wrong.
    private static final class Least {
        private long wrong = Long.MAX_VALUE;

        /// Whether it is less than before.
        boolean moved(long now) {
            boolean moved = now < wrong && wrong < Long.MAX_VALUE;
            wrong = Math.min(wrong, now);
            return moved;
        }
    }

    /// @param where its regions
    /// @param begun when the first store was looked at
    StoreLook(
            StoreWire wire, List<StoreAddress> where, StoreLedger ledger, Names names, long begun) {
        this.wire = wire;
        this.where = where;
        this.ledger = ledger;
        this.names = names;
        this.begun = begun;
    }

    /// @param mended whether nothing is broken any more
    StoreFindings found(boolean mended) throws InterruptedException {
        long now = System.nanoTime();
        long own = now - PATIENCE.minus(PATIENCE_LEAST).toNanos();
        moved = own - begun > 0 ? own : begun;
        versionsDue = now;
        while (true) {
            boolean whole = whole(/* versions= */ false, least);
            now = System.nanoTime();
            boolean over =
                    now - moved > PATIENCE.toNanos() || now - begun > PATIENCE_MOST.toNanos();
            boolean calm = whole || now - moved > VERSIONS_EVERY.toNanos();
            if (over || (calm && now - versionsDue >= 0)) {
                if (whole(/* versions= */ true, leastVersions) || over) {
                    return findings(mended);
                }
                long took = System.nanoTime() - now;
                long rest = Math.max(VERSIONS_EVERY.toNanos(), VERSIONS_REST * took);
                versionsDue = System.nanoTime() + rest;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /// Looks once.
    ///
    /// @return whether every region has all that it is to have
    private boolean whole(boolean versions, Least before) throws InterruptedException {
        unread.clear();
        for (StoreAddress each : where) {
            try {
                regions.put(each.region(), look(each, versions));
            } catch (IOException e) {
                regions.remove(each.region());
                unread.add(each.region());
                trouble = String.valueOf(e.getMessage());
            }
        }
        long wrong = ledger.wrong(regions, everywhere());
        if (before.moved(wrong)) {
            moved = System.nanoTime();
        }
        return unread.isEmpty() && wrong == 0;
    }

    private StoreLedger.Found look(StoreAddress region, boolean versions)
            throws IOException, InterruptedException {
        List<String> ids = wire.read(region, names.all());
        // In this order: what comes between is newer than what was kept.
        Optional<Set<Long>> kept =
                versions ? wire.kept(region, names.over(), ledger.most()) : Optional.empty();
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (String key : ledger.keys()) {
            wire.number(region, key).ifPresent(it -> numbers.put(key, it));
        }
        return new StoreLedger.Found(
                ids.stream().filter(it -> !it.startsWith(names.over())).toList(), numbers, kept);
    }

    /// What is written in a queue stays in its region.
    private boolean everywhere() {
        return wire.rewrites();
    }

    private StoreFindings findings(boolean mended) {
        return regions.isEmpty()
                ? StoreFindings.unchecked(where.getFirst().store(), trouble)
                : ledger.against(regions, unread, everywhere(), mended);
    }
}
