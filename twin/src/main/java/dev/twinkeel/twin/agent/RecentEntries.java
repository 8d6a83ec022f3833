package dev.twinkeel.twin.agent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The newest entries of a journal as they were written, for readers, within a bound of memory.
/// Thread-safe.
final class RecentEntries {
    private static final int CHARACTERS_MAX = 3 << 20;
    private static final int ANSWER_ENTRIES_MAX = 1000;

    private record Line(long number, String json) {}

    private final Deque<Line> lines = new ArrayDeque<>();
    private int characters;

    synchronized void add(long number, String json) {
        lines.addLast(new Line(number, json));
        characters += json.length();
        while (characters > CHARACTERS_MAX) {
            characters -= lines.removeFirst().json().length();
        }
    }

    /// Oldest first.
    synchronized List<String> after(long number) {
        List<String> found = new ArrayList<>();
        for (Line line : lines) {
            if (line.number() > number && found.size() < ANSWER_ENTRIES_MAX) {
                found.add(line.json());
            }
        }
        return found;
    }
}
