package dev.twinkeel.stores.replication;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The versions of this region that the other's overwrote without having seen them, one a line of
/// JSON. A version is listed once, also when it is told twice. A line that cannot be written does
/// not hold up the table: it is written before the next one. Thread-safe.
final class ConflictLog {
    private static final int LISTED = 1_000;

    private static final System.Logger LOG = System.getLogger(ConflictLog.class.getName());

    private final String table;
    private final Path file;
    private final Set<String> told = new HashSet<>();
    private final Deque<Map<String, Object>> latest = new ArrayDeque<>();

    /// Lines that could not be written.
    private final StringBuilder owed = new StringBuilder();

    /// Where the last whole line ends.
    private long end;

    ConflictLog(String table, Path file) {
        this.table = table;
        this.file = file;
        try {
            if (Files.exists(file)) {
                // A kill or a full disk may have cut the last line short.
                String text = Files.readString(file);
                String whole = text.substring(0, text.lastIndexOf('\n') + 1);
                for (String line : whole.lines().toList()) {
                    add(ReplicationConfig.JSON.readValue(line, new TypeReference<>() {}));
                }
                end = whole.getBytes(StandardCharsets.UTF_8).length;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("read the list of conflicts " + file, e);
        }
    }

    /// @param item what the lost version was; null when it was a deletion, or is not known
    synchronized void add(
            String key, Entry.Lost lost, Version kept, @Nullable Map<String, AttributeValue> item) {
        Map<String, Object> conflict = new LinkedHashMap<>();
        conflict.put("table", table);
        conflict.put("key", key.substring(1));
        conflict.put("lost", said(lost.version()));
        conflict.put("lostRegion", lost.version().region());
        conflict.put("kept", said(kept));
        conflict.put("keptRegion", kept.region());
        conflict.put("deletion", lost.digest().equals(Digest.NONE));
        conflict.put("item", item == null ? Map.of() : Plain.of(item));
        if (!add(conflict)) {
            return;
        }
        try {
            owed.append(ReplicationConfig.JSON.writeValueAsString(conflict)).append('\n');
            append(owed.toString().getBytes(StandardCharsets.UTF_8));
            owed.setLength(0);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "append to the list of conflicts %s: %s; it is tried again with the next one: see whether the disk is full"
                            .formatted(file, e.getMessage()));
        }
    }

    /// Behind the last whole line, over what a failure may have left there.
    private void append(byte[] lines) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(end);
            channel.position(end);
            ByteBuffer bytes = ByteBuffer.wrap(lines);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            end += lines.length;
        }
    }

    private static String said(Version version) {
        return Instant.EPOCH.plus(version.micros(), ChronoUnit.MICROS).toString();
    }

    private boolean add(Map<String, Object> conflict) {
        if (!told.add(conflict.get("key") + " " + conflict.get("lost"))) {
            return false;
        }
        latest.addLast(conflict);
        if (latest.size() > LISTED) {
            latest.removeFirst();
        }
        return true;
    }

    synchronized long count() {
        return told.size();
    }

    synchronized List<Map<String, Object>> latest(int limit) {
        return latest.stream().skip(Math.max(0, latest.size() - limit)).toList();
    }
}
