package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What a process that was killed left half done in a bucket: a marker that tells of no key, an
/// object with two names, and a key whose object was set aside for something that never came.
final class Mending {
    /// Of a file's name: the key's hash and a dash. Digits follow.
    private static final int PREFIX = 33;

    private static final int DIGITS = 16;

    private final Path bucket;
    private final List<String> names = new ArrayList<>();
    private long last;

    private Mending(Path bucket) {
        this.bucket = bucket;
    }

    /// @param prefixes is told each key that has older versions or markers, by their names' prefix
    /// @return the greatest number among them
    static long of(Path bucket, Consumer<String> prefixes) throws IOException {
        Mending mending = new Mending(bucket);
        mending.list();
        mending.mend(prefixes);
        return mending.last;
    }

    private Path folder() {
        return bucket.resolve(Versions.ASIDE);
    }

    private void list() throws IOException {
        if (!Files.isDirectory(folder())) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder())) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.length() >= PREFIX + DIGITS) {
                    names.add(name);
                    last = Math.max(last, number(name));
                }
            }
        }
        Collections.sort(names);
    }

    private static long number(String name) {
        return Long.parseLong(name.substring(PREFIX, PREFIX + DIGITS));
    }

    private void mend(Consumer<String> prefixes) throws IOException {
        String done = "";
        for (String name : names.reversed()) {
            String prefix = name.substring(0, PREFIX);
            if (prefix.equals(done)) {
                continue;
            }
            prefixes.accept(prefix);
            Path file = folder().resolve(name);
            Notes notes = Notes.at(file);
            Optional<String> key = notes.text(Notes.KEY);
            if (key.isPresent()) {
                done = prefix;
                mend(file, key.get(), notes.has(Notes.DELETED));
            } else if (Files.size(file) <= 0) {
                Files.delete(file);
            }
        }
    }

    /// @param newest of those that are set aside
    private void mend(Path newest, String key, boolean marker) throws IOException {
        Path path = bucket.resolve(key).normalize();
        if (marker || Files.isDirectory(path)) {
            return;
        }
        if (Files.isRegularFile(path)) {
            if (Files.isSameFile(path, newest)) {
                Files.delete(newest);
            }
            return;
        }
        try {
            Files.createDirectories(path.getParent());
        } catch (FileSystemException another) {
            return; // a key of its folder's name; it is kept as an older version
        }
        Files.move(newest, path, StandardCopyOption.ATOMIC_MOVE);
    }
}
