package dev.twinkeel.drill;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What clients of one store were told, and what it has in the end. Thread-safe.
final class StoreLedger {
    private final String store;
    private final List<Written> written = new ArrayList<>();
    private final List<Rewritten> rewritten = new ArrayList<>();
    private long unknown;

    /// An acknowledged write.
    private record Written(String id, String region, long atNanos) {}

    /// An acknowledged write over an earlier one.
    private record Rewritten(long number, String region) {}

    /// What one region has.
    ///
    /// @param ids one that is there twice, twice
    /// @param number that was written last; 0 when none was
    record Found(List<String> ids, long number) {}

    StoreLedger(String store) {
        this.store = store;
    }

    synchronized void done(String id, String region, long atNanos) {
        written.add(new Written(id, region, atNanos));
    }

    synchronized void done(long number, String region) {
        rewritten.add(new Rewritten(number, region));
    }

    synchronized void unknown() {
        unknown++;
    }

    /// Whether every region that was read has all that is to be in it.
    ///
    /// @param everywhere whether what is written in one region comes to the others
    synchronized boolean whole(Map<String, Found> regions, boolean everywhere) {
        StoreFindings findings = against(regions, List.of(), everywhere, /* mended= */ false);
        return findings.lost().isEmpty() && findings.behind().isEmpty() && !findings.reordered();
    }

    /// @param regions what those have that could be read
    /// @param unread those that could not
    /// @param everywhere whether what is written in one region comes to the others
    /// @param mended whether nothing is broken any more
    synchronized StoreFindings against(
            Map<String, Found> regions, List<String> unread, boolean everywhere, boolean mended) {
        Set<String> anywhere = new HashSet<>();
        Set<String> duplicated = new TreeSet<>();
        for (Found found : regions.values()) {
            Set<String> here = new HashSet<>();
            for (String id : found.ids()) {
                boolean twice = !here.add(id) || (!everywhere && anywhere.contains(id));
                if (twice) {
                    duplicated.add(id);
                }
            }
            anywhere.addAll(here);
        }
        List<Written> absent = written.stream().filter(it -> !anywhere.contains(it.id())).toList();
        List<Written> away =
                everywhere
                        ? List.of()
                        : absent.stream().filter(it -> unread.contains(it.region())).toList();
        List<Written> lost = absent.stream().filter(it -> !away.contains(it)).toList();
        return new StoreFindings(
                store,
                written.size() + rewritten.size(),
                unknown,
                lost.stream().map(Written::id).toList(),
                age(lost),
                List.copyOf(duplicated),
                unread.isEmpty() && reordered(regions.values()),
                everywhere ? behind(regions.values(), anywhere) : List.of(),
                away.size(),
                unread,
                mended,
                null);
    }

    private List<String> behind(Collection<Found> regions, Set<String> anywhere) {
        Set<String> behind = new TreeSet<>();
        for (Found found : regions) {
            Set<String> here = Set.copyOf(new HashSet<>(found.ids()));
            written.stream()
                    .map(Written::id)
                    .filter(it -> anywhere.contains(it) && !here.contains(it))
                    .forEach(behind::add);
        }
        return List.copyOf(behind);
    }

    /// Numbers only grow: where less is kept than was acknowledged, an older write came last.
    private boolean reordered(Collection<Found> regions) {
        long newest = rewritten.stream().mapToLong(Rewritten::number).max().orElse(0);
        return regions.stream().anyMatch(it -> it.number() < newest);
    }

    /// From the oldest of them to the last that its region acknowledged.
    private long age(List<Written> lost) {
        if (lost.isEmpty()) {
            return 0;
        }
        Written oldest = lost.getFirst();
        long last =
                written.stream()
                        .filter(it -> it.region().equals(oldest.region()))
                        .mapToLong(Written::atNanos)
                        .max()
                        .orElse(oldest.atNanos());
        return Math.max(0, (last - oldest.atNanos()) / 1_000_000);
    }
}
