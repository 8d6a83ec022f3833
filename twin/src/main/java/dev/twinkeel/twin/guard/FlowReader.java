package dev.twinkeel.twin.guard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Reads the flow logs of a twin, all processes' together. Not thread-safe.
public final class FlowReader {
    private static final String SUFFIX = ".log";

    private final Path folder;

    /// How far each file has been read.
    private final Map<Path, Long> seen = new HashMap<>();

    /// @param folder with one flow log a process
    public FlowReader(Path folder) {
        this.folder = folder;
    }

    /// What has come since this was asked last, the connection that ended first being the first:
    /// everything, at first.
    ///
    /// @throws UncheckedIOException when a file cannot be read
    public List<FlowRecord> more() {
        List<FlowRecord> records = new ArrayList<>();
        try {
            for (Path file : files()) {
                if (!seen.containsKey(file)) {
                    read(FlowFile.before(file), 0, records);
                }
                long from = seen.getOrDefault(file, 0L);
                if (Files.size(file) < from) {
                    // It was put aside, and another begun.
                    read(FlowFile.before(file), from, records);
                    from = 0;
                }
                seen.put(file, from + read(file, from, records));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("read the flow logs in " + folder, e);
        }
        records.sort(Comparator.comparing(FlowRecord::end));
        return records;
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
    private static long read(Path file, long from, List<FlowRecord> records) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(Math.min(from, Files.size(file)));
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            whole.lines().flatMap(line -> FlowRecord.read(line).stream()).forEach(records::add);
            return whole.length();
        } catch (NoSuchFileException _) {
            return 0;
        }
    }
}
