package dev.twinkeel.twin.guard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Reads the flow logs of a twin, all processes' together. Not thread-safe.
public final class FlowReader {
    private static final String SUFFIX = ".log";
    private static final int BUFFER = 64 << 10;

    private final Path folder;

    /// How far each file has been read.
    private final Map<Path, Seen> seen = new HashMap<>();

    /// @param key by which the system knows the file, under whatever name
    /// @param bytes of whole lines
    private record Seen(Object key, long bytes) {
        static final Seen NOTHING = new Seen("", 0);
    }

    /// @param folder with one flow log a process
    public FlowReader(Path folder) {
        this.folder = folder;
    }

    /// Tells what has come since this was asked last, and everything at first: one file after the
    /// other, in each the connection that ended first being the first.
    ///
    /// @throws UncheckedIOException when a file cannot be read
    public void more(Consumer<FlowRecord> told) {
        try {
            for (Path file : files()) {
                more(file, told);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("read the flow logs in " + folder, e);
        }
    }

    private void more(Path file, Consumer<FlowRecord> told) throws IOException {
        try {
            Object key = key(file);
            Seen last = seen.getOrDefault(file, Seen.NOTHING);
            boolean same = last.key().equals(key) && Files.size(file) >= last.bytes();
            if (!same) {
                before(FlowFile.before(file), last, told);
            }
            long from = same ? last.bytes() : 0;
            seen.put(file, new Seen(key, from + read(file, key, from, told)));
        } catch (NoSuchFileException _) {
            // It is being put aside, and another begun: next time.
        }
    }

    /// Reads what is left of a file that was put aside.
    private static void before(Path file, Seen last, Consumer<FlowRecord> told) throws IOException {
        if (Files.exists(file)) {
            Object key = key(file);
            long from = last.key().equals(key) ? last.bytes() : 0;
            long _ = read(file, key, from, told);
        }
    }

    private static Object key(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file : key;
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(it -> it.toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    /// @return how many bytes of whole lines there were
    private static long read(Path file, Object key, long from, Consumer<FlowRecord> told)
            throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (!key(file).equals(key)) {
                throw new NoSuchFileException(file.toString());
            }
            in.skipNBytes(from);
            long whole = 0;
            StringBuilder line = new StringBuilder();
            byte[] bytes = new byte[BUFFER];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                for (int i = 0; i < count; i++) {
                    if (bytes[i] == '\n') {
                        FlowRecord.read(line.toString()).ifPresent(told);
                        whole += line.length() + 1;
                        line.setLength(0);
                    } else {
                        line.append((char) (bytes[i] & 0xFF));
                    }
                }
            }
            return whole;
        }
    }
}
