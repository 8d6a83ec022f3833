package dev.twinkeel.drill;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// What clients of one store were told, and what it has in the end. Thread-safe.
final class StoreLedger {
    private final String store;
    private final List<Written> written = new ArrayList<>();
    private final List<Rewritten> rewritten = new ArrayList<>();

    /// Numbers of writes over earlier ones that were not answered: each may have taken effect at
    /// any time after it was sent, also after later ones.
    private final Set<Long> unanswered = new HashSet<>();

    private long unknown;

    /// An acknowledged write.
    private record Written(String id, String region, long atNanos) {}

    /// An acknowledged write over an earlier one.
    private record Rewritten(String key, long number, String region, long atNanos) {
        /// As it is told.
        Written written() {
            return new Written("version " + number + " of the last", region, atNanos);
        }
    }

    /// What one region has.
    ///
    /// @param ids one that is there twice, twice
    /// @param numbers by key, that is there now of those that were written over each other; of a
    ///   key without one, none is
    /// @param kept all of those that are there, also as older versions; empty when the store keeps
    ///   none, or they were not looked for
    record Found(List<String> ids, Map<String, Long> numbers, Optional<Set<Long>> kept) {
        /// 0 when none is there.
        long number(String key) {
            return numbers.getOrDefault(key, 0L);
        }
    }

    StoreLedger(String store) {
        this.store = store;
    }

    synchronized void done(String id, String region, long atNanos) {
        written.add(new Written(id, region, atNanos));
    }

    synchronized void done(String key, long number, String region, long atNanos) {
        rewritten.add(new Rewritten(key, number, region, atNanos));
    }

    synchronized void unknown() {
        unknown++;
    }

    /// Of a write over an earlier one.
    synchronized void unknown(long number) {
        unknown++;
        unanswered.add(number);
    }

    /// Where writes over each other were acknowledged.
    synchronized Set<String> keys() {
        return rewritten.stream()
                .map(Rewritten::key)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The highest number that may be there; 0 when there is none.
    synchronized long most() {
        return LongStream.concat(
                        rewritten.stream().mapToLong(Rewritten::number),
                        unanswered.stream().mapToLong(Long::longValue))
                .max()
                .orElse(0);
    }

    /// The last of those that were written over each other there.
    private long newest(String key) {
        return newest(key, _ -> true);
    }

    private long newest(String key, Predicate<Rewritten> which) {
        return rewritten.stream()
                .filter(it -> it.key().equals(key))
                .filter(which)
                .mapToLong(Rewritten::number)
                .max()
                .orElse(0);
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

    /// How often a region is still to get what another one has on top.
    private long stale(Collection<Found> regions) {
        return keys().stream()
                .mapToLong(key -> regions.stream().filter(it -> before(it, key)).count())
                .sum();
    }

    /// Whether a region has an older one than was acknowledged last. One that was not answered may
    /// have come after that.
    private boolean before(Found region, String key) {
        return region.number(key) < newest(key) && !unanswered.contains(region.number(key));
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
                reordered(regions, unread.isEmpty()),
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
        return keeps(region, one.number());
    }

    private static boolean keeps(Found region, long number) {
        return region.kept().filter(it -> it.contains(number)).isPresent();
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
                                                                        && it.number(one.key())
                                                                                != one.number()))
                .count();
    }

    private List<String> behind(Collection<Found> regions, Set<String> anywhere) {
        Set<String> behind = new TreeSet<>();
        for (Found found : regions) {
            Set<String> here = Set.copyOf(new HashSet<>(found.ids()));
            written.stream()
                    .map(Written::id)
                    .filter(it -> anywhere.contains(it) && !here.contains(it))
                    .forEach(behind::add);
            rewritten.stream()
                    .filter(one -> missing(found, one, regions))
                    .map(it -> it.written().id())
                    .forEach(behind::add);
        }
        return List.copyOf(behind);
    }

    /// Whether a region has not what another one has. Where older versions are not kept, it has
    /// whatever is not newer than what is there.
    private boolean missing(Found here, Rewritten one, Collection<Found> regions) {
        if (here.kept().isPresent()) {
            return !keeps(here, one) && regions.stream().anyMatch(it -> keeps(it, one));
        }
        return one.number() == newest(one.key())
                && here.number(one.key()) < one.number()
                && regions.stream().anyMatch(it -> it.number(one.key()) >= one.number());
    }

    /// Numbers only grow, but for those that were not answered.
    private boolean reordered(Map<String, Found> regions, boolean all) {
        return keys().stream()
                .anyMatch(
                        key ->
                                regions.keySet().stream().anyMatch(it -> fellBack(key, it, regions))
                                        || (all && nowhere(key, regions.values())));
    }

    /// Whether a region by itself tells that an older one is on top of a newer one: where the
    /// versions that were written over are kept, by these; where they are not, by what the region
    /// acknowledged itself. One that has nothing at all got nothing older either.
    private boolean fellBack(String key, String region, Map<String, Found> regions) {
        Found here = regions.get(region);
        if (here == null) {
            return false;
        }
        if (here.kept().isPresent()) {
            return here.number(key) < newest(key, it -> keeps(here, it))
                    && (!unanswered.contains(here.number(key))
                            || regions.values().stream().anyMatch(it -> disagree(key, here, it)));
        }
        boolean something =
                here.number(key) > 0
                        || regions.values().stream().allMatch(it -> it.number(key) == 0);
        return something
                && before(here, key)
                && here.number(key) < newest(key, it -> it.region().equals(region));
    }

    /// Whether each of two has on top what the other one takes for older.
    private static boolean disagree(String key, Found one, Found other) {
        return one.number(key) != other.number(key)
                && keeps(one, other.number(key))
                && keeps(other, one.number(key));
    }

    /// Where older versions are not kept, a region that has less than another one is behind; only
    /// where none has what was acknowledged last, an older write took its place.
    private boolean nowhere(String key, Collection<Found> regions) {
        return !regions.isEmpty()
                && regions.stream().allMatch(it -> it.kept().isEmpty() && before(it, key));
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
