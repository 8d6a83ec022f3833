package dev.twinkeel.twin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/// Where one region keeps backups: objects under names of letters, digits and `/._-`. An object is
/// there whole or not at all.
public interface Shelf {
    record Item(String key, long bytes) {}

    void put(String key, byte[] bytes) throws IOException;

    void put(String key, Path file) throws IOException;

    /// The caller closes it.
    InputStream get(String key) throws IOException;

    /// Those whose key begins so, in the order of their keys.
    List<Item> list(String prefix) throws IOException;

    /// For good: no older version stays. One that is not there is no failure.
    void delete(String key) throws IOException;
}
