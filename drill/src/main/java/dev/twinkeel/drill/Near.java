package dev.twinkeel.drill;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// The word that was probably meant, by Levenshtein's distance.
final class Near {
    private static final int LENGTH_LIMIT = 64;

    private Near() {}

    static Optional<String> of(String written, Collection<String> words) {
        if (written.isBlank() || written.length() > LENGTH_LIMIT) {
            return Optional.empty();
        }
        int limit = Math.max(1, written.length() / 3);
        return words.stream()
                .filter(word -> distance(written, word) <= limit)
                .min(Comparator.comparingInt(word -> distance(written, word)));
    }

    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int column = 0; column <= other.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= one.length(); row++) {
            int[] current = new int[other.length() + 1];
            current[0] = row;
            for (int column = 1; column <= other.length(); column++) {
                int change = one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1;
                int kept = above[column - 1] + change;
                current[column] = Math.min(kept, Math.min(above[column], current[column - 1]) + 1);
            }
            above = current;
        }
        return above[other.length()];
    }
}
