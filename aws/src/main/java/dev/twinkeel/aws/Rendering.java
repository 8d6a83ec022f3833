package dev.twinkeel.aws;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Files to be written: path below the chosen folder, with `/` between names, to whole text.
/// Sorted, so that it is the same every time. Not thread-safe.
public final class Rendering {
    private final SortedMap<String, String> files = new TreeMap<>();

    /// Adds a file; text ends with a newline.
    ///
    /// @throws IllegalStateException when two parts render the same file, or a path leaves the
    ///   folder
    public void add(String path, String text) {
        if (path.isEmpty() || path.startsWith("/") || path.contains("..")) {
            throw new IllegalStateException("render " + path + ": not a path below the folder");
        }
        if (files.putIfAbsent(path, text.endsWith("\n") ? text : text + "\n") != null) {
            throw new IllegalStateException("render " + path + ": it was rendered already");
        }
    }

    /// What was added, by path; a view that cannot be changed.
    public Map<String, String> files() {
        return java.util.Collections.unmodifiableSortedMap(files);
    }
}
