package dev.twinkeel.drill;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
    private record Rewritten(long number, String region, long atNanos) {
        /// As it is told.
        Written written() {
            return new Written("version " + number + " of the last", region, atNanos);
        }
    }

    /// What one region has.
    ///
    /// @param ids one that is there twice, twice
    /// @param number that is there now of those that were written over each other; 0 when none is
    /// @param kept all of those that are there, also as older versions; empty when the store keeps
    ///   none
    record Found(List<String> ids, long number, Optional<Set<Long>> kept) {}

    StoreLedger(String store) {
        this.store = store;
    }

    synchronized void done(String id, String region, long atNanos) {
        written.add(new Written(id, region, atNanos));
    }

    synchronized void done(long number, String region, long atNanos) {
        rewritten.add(new Rewritten(number, region, atNanos));
    }

    synchronized void unknown() {
        unknown++;
    }

    /// The last of those that were written over each other; 0 when there is none.
    synchronized long newest() {
        return rewritten.stream().mapToLong(Rewritten::number).max().orElse(0);
    }

    /// How much the regions that were read have not that is to be in them.
    ///
    /// @param everywhere whether what is written in one region comes to the others
    synchronized long wrong(Map<String, Found> regions, boolean everywhere) {
        StoreFindings findings = against(regions, List.of(), everywhere, /* mended= */ false);
        return findings.lost().size()
                + findings.behind().size()
                + (findings.reordered() ? 1L : 0L)
                + stale(regions.values());
    }

    /// Whether a region is still to get what another one has on top.
    private long stale(Collection<Found> regions) {
        return regions.stream().filter(it -> it.number() < newest()).count();
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
        List<Written> lost =
                new ArrayList<>(absent.stream().filter(it -> !away.contains(it)).toList());
        lost.addAll(lostVersions(regions.values()));
        lost.sort(Comparator.comparingLong(Written::atNanos));
        return new StoreFindings(
                store,
                written.size() + rewritten.size(),
                unknown,
                lost.stream().map(Written::id).toList(),
                age(lost),
                List.copyOf(duplicated),
                older(regions.values()),
                reordered(regions.values(), unread.isEmpty()),
                everywhere ? behind(regions.values(), anywhere) : List.of(),
                away.size(),
                unread,
                mended,
                null);
    }

    private List<Written> lostVersions(Collection<Found> regions) {
        if (regions.isEmpty() || regions.stream().anyMatch(it -> it.kept().isEmpty())) {
            return List.of();
        }
        return rewritten.stream()
                .filter(one -> regions.stream().noneMatch(it -> keeps(it, one)))
                .map(Rewritten::written)
                .toList();
    }

    private static boolean keeps(Found region, Rewritten one) {
        return region.kept().filter(it -> it.contains(one.number())).isPresent();
    }

    private long older(Collection<Found> regions) {
        return rewritten.stream()
                .filter(
                        one ->
                                !regions.isEmpty()
                                        && regions.stream()
                                                .allMatch(
                                                        it ->
                                                                keeps(it, one)
                                                                        && it.number()
                                                                                > one.number()))
                .count();
    }

    private List<String> behind(Collection<Found> regions, Set<String> anywhere) {
        Set<String> behind = new TreeSet<>();
        long most = regions.stream().mapToLong(Found::number).max().orElse(0);
        for (Found found : regions) {
            Set<String> here = Set.copyOf(new HashSet<>(found.ids()));
            written.stream()
                    .map(Written::id)
                    .filter(it -> anywhere.contains(it) && !here.contains(it))
                    .forEach(behind::add);
            rewritten.stream()
                    .filter(one -> missing(found, one, regions, most))
                    .map(it -> it.written().id())
                    .forEach(behind::add);
        }
        return List.copyOf(behind);
    }

    /// Whether a region has not what another one has. Where older versions are not kept, it has
    /// whatever is not newer than what is there.
    private boolean missing(Found here, Rewritten one, Collection<Found> regions, long most) {
        return here.kept().isPresent()
                ? !keeps(here, one) && regions.stream().anyMatch(it -> keeps(it, one))
                : one.number() == newest() && here.number() < one.number() && one.number() <= most;
    }

    /// Numbers only grow. Where the versions that were written over are kept, each region tells by
    /// itself whether an older one is on top of a newer one. Where they are not, a region that has
    /// less than another one is behind; only where none has what was acknowledged last, an older
    /// write took its place.
    private boolean reordered(Collection<Found> regions, boolean all) {
        boolean ofVersions =
                regions.stream().anyMatch(it -> it.number() < newestKept(it).orElse(0));
        boolean plain = regions.stream().allMatch(it -> it.kept().isEmpty());
        return ofVersions
                || (plain
                        && all
                        && !regions.isEmpty()
                        && regions.stream().allMatch(it -> it.number() < newest()));
    }

    private OptionalLong newestKept(Found region) {
        return rewritten.stream()
                .filter(it -> keeps(region, it))
                .mapToLong(Rewritten::number)
                .max();
    }

    /// From the oldest of them to the last that its region acknowledged.
    private long age(List<Written> lost) {
        if (lost.isEmpty()) {
            return 0;
        }
        Written oldest = lost.getFirst();
        List<Written> all = new ArrayList<>(written);
        rewritten.forEach(it -> all.add(it.written()));
        long last =
                all.stream()
                        .filter(it -> it.region().equals(oldest.region()))
                        .mapToLong(Written::atNanos)
                        .max()
                        .orElse(oldest.atNanos());
        return Math.max(0, (last - oldest.atNanos()) / 1_000_000);
    }
}
