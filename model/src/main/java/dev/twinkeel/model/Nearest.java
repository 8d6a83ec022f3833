package dev.twinkeel.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// The word that was probably meant.
public final class Nearest {
    /// Longer ones are no slips of a finger; and the distance costs their product.
    private static final int LENGTH_MAX = 64;

    private Nearest() {}

    /// The word with the fewest slips between; empty when all are too far.
    public static Optional<String> of(String written, Collection<String> words) {
        if (written.isBlank() || written.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        String plain = written.strip().toLowerCase(Locale.ROOT).replace('_', '-');
        int limit = Math.max(1, plain.length() / 3);
        return words.stream()
                .filter(word -> distance(plain, word.toLowerCase(Locale.ROOT)) <= limit)
                .min(
                        Comparator.<String>comparingInt(
                                        word -> distance(plain, word.toLowerCase(Locale.ROOT)))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /// Characters left out, added, changed or swapped with their neighbour (Damerau and
    /// Levenshtein's distance, optimal string alignment).
    static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        int[] above = new int[other.length() + 1];
        for (int column = 0; column <= other.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= one.length(); row++) {
            int[] current = new int[other.length() + 1];
            current[0] = row;
            for (int column = 1; column <= other.length(); column++) {
                int change = one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1;
                current[column] =
                        Math.min(
                                Math.min(above[column], current[column - 1]) + 1,
                                above[column - 1] + change);
                if (swapped(one, row, other, column)) {
                    current[column] = Math.min(current[column], before[column - 2] + 1);
                }
            }
            before = above;
            above = current;
        }
        return above[other.length()];
    }

    private static boolean swapped(String one, int row, String other, int column) {
        return row > 1
                && column > 1
                && one.charAt(row - 1) == other.charAt(column - 2)
                && one.charAt(row - 2) == other.charAt(column - 1);
    }
}
