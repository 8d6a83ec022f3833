package dev.twinkeel.stores.buckets;

import java.util.Comparator;
import java.util.Optional;

/// Which write a version comes from: when and where a client made it. The order of all versions of
/// a key, the same in both regions: by time, then by region, then in the order in which they were
/// made there. The last one is what the key is.
///
/// @param millis since 1970; of one region they never go back, and what was written after another
///   region's write had come has a later time
/// @param number of the change in its region
record Origin(long millis, String region, long number) implements Comparable<Origin> {
    private static final Comparator<Origin> ORDER =
            Comparator.comparingLong(Origin::millis)
                    .thenComparing(Origin::region)
                    .thenComparingLong(Origin::number);

    @Override
    public int compareTo(Origin other) {
        return ORDER.compare(this, other);
    }

    boolean before(Origin other) {
        return compareTo(other) < 0;
    }

    /// `<region>:<number>:<milliseconds>`.
    String text() {
        return region + ":" + number + ":" + millis;
    }

    /// As it was written by [#text].
    static Origin parse(String text) {
        String[] words = text.split(":", -1);
        if (words.length != 3) {
            throw new IllegalArgumentException(
                    "read where a version comes from: %s is not region:number:milliseconds"
                            .formatted(text));
        }
        return new Origin(Long.parseLong(words[2]), words[0], Long.parseLong(words[1]));
    }

    /// As a store noted it: by [#text], or as stores did before there were origins, only the
    /// milliseconds of a write of their own region. Empty when it is neither.
    ///
    /// @param region of the store
    static Optional<Origin> noted(String text, String region) {
        try {
            return Optional.of(
                    text.contains(":") ? parse(text) : new Origin(Long.parseLong(text), region, 0));
        } catch (IllegalArgumentException other) {
            return Optional.empty();
        }
    }

    /// Sorts as text as origins do.
    String name() {
        return "%016d.%s.%016d".formatted(millis, region, number);
    }
}
