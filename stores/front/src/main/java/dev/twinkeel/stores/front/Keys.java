package dev.twinkeel.stores.front;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/// Whose keys there are, and what each opens: as a file says it that may be replaced at any time. A
/// new key is good at once, one that is not there any more is bad a moment later.
///
/// A line a key: `key ID OWNER RESOURCES SECRET`, with commas between the resources, or [#ALL]. One
/// line may say where refusals are noted: `flows APPLICATION AT PLACE FILE`.
///
/// Thread-safe.
public final class Keys {
    /// Of a key that may do everything.
    public static final String ALL = "*";

    /// How often the file is looked at while requests come.
    private static final Duration LOOK = Duration.ofMillis(200);

    private static final System.Logger LOG = System.getLogger(Keys.class.getName());

    /// What the file was when it was read, by which it is seen that it is another one.
    private record Stamp(Object file, Object written) {}

    private record Content(Stamp stamp, Map<String, Right> rights, Refusals refusals) {}

    private final Path file;
    private final AtomicLong looked = new AtomicLong(System.nanoTime());
    private volatile Content content;

    private Keys(Path file, Content content) {
        this.file = file;
        this.content = content;
    }

    /// @throws IOException when the file cannot be read, or says something else
    public static Keys read(Path file) throws IOException {
        return new Keys(file, content(file, stamp(file), Map.of(), Optional.empty()));
    }

    /// What the key of that id opens; empty when there is none.
    public Optional<Right> of(String id) {
        long now = System.nanoTime();
        long last = looked.get();
        if (now - last > LOOK.toNanos() && looked.compareAndSet(last, now)) {
            look();
        }
        if (!content.rights().containsKey(id)) {
            look();
        }
        return Optional.ofNullable(content.rights().get(id));
    }

    /// Where refusals are noted.
    public Refusals refusals() {
        return content.refusals();
    }

    /// The keys that were used, by their ids, and how many milliseconds ago.
    public Map<String, Long> used() {
        Map<String, Long> used = new TreeMap<>();
        content.rights()
                .values()
                .forEach(right -> right.sinceUse().ifPresent(it -> used.put(right.id(), it)));
        return used;
    }

    private synchronized void look() {
        try {
            Stamp stamp = stamp(file);
            if (!stamp.equals(content.stamp())) {
                content = content(file, stamp, content.rights(), Optional.of(content.refusals()));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "read the keys in " + file + " anew", e);
        }
    }

    private static Stamp stamp(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Object key = attributes.fileKey();
        return new Stamp(key == null ? file : key, attributes.lastModifiedTime());
    }

    /// @param before a key that stays keeps when it was used
    private static Content content(
            Path file, Stamp stamp, Map<String, Right> before, Optional<Refusals> noted)
            throws IOException {
        Map<String, Right> rights = new HashMap<>();
        Optional<Refusals> refusals = noted;
        for (String line : Files.readAllLines(file)) {
            List<String> parts = List.of(line.split(" ", 5));
            if (parts.size() == 5 && parts.getFirst().equals("key")) {
                Right right =
                        new Right(
                                parts.get(1),
                                parts.get(2),
                                parts.get(4),
                                Set.of(parts.get(3).split(",", -1)));
                Right same = before.get(right.id());
                rights.put(right.id(), same != null && same.equals(right) ? same : right);
            } else if (parts.size() == 5 && parts.getFirst().equals("flows")) {
                refusals =
                        refusals.or(
                                () ->
                                        Optional.of(
                                                new Refusals(
                                                        parts.get(1),
                                                        parts.get(2),
                                                        parts.get(3),
                                                        Path.of(parts.get(4)))));
            } else {
                throw new IOException(
                        "read the keys in %s: a line of %d words that begins with %s is none"
                                .formatted(file, parts.size(), parts.getFirst()));
            }
        }
        return new Content(stamp, Map.copyOf(rights), refusals.orElseGet(Refusals::none));
    }
}
