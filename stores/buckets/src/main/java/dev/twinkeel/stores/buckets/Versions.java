package dev.twinkeel.stores.buckets;

import dev.twinkeel.stores.buckets.nio2blob.VersionedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The versions of keys in the order of their [Origin]s, on the disk as S3Proxy lays them out: what
/// a key is lies under its name; older versions and delete markers lie in a folder beside, and the
/// names of their files sort as the versions do.
///
/// A version that comes late gets its place among the older ones; S3Proxy can only put one on top.
/// Callers hold the lock of the key.
final class Versions {
    /// In an object's metadata: its [Origin], where a client wrote it here.
    static final String WRITTEN = "twinkeel-written";

    /// In an object's metadata: the [Origin] of the other region's write that it is a copy of.
    static final String COPY_OF = "twinkeel-copy-of";

    /// In a copy's metadata, on its way: its content is nothing, and the key was deleted.
    static final String MARKER = "twinkeel-marker";

    /// The folder of a bucket's older versions and markers.
    static final String ASIDE = ".s3proxy-versions";

    /// Before all that have a number.
    private static final String FIRST = "%016d".formatted(0);

    private static final System.Logger LOG = System.getLogger(Versions.class.getName());

    private final VersionedStore store;
    private final Path root;
    private final String region;
    private final Asides asides = new Asides();

    /// One version of a key.
    ///
    /// @param stamped whether it is noted where it comes from
    record Kept(Path path, boolean marker, String id, Origin origin, boolean stamped) {}

    /// What became of a version that came from the other region.
    ///
    /// @param overtakenBy a later version of another region than its own, which is why it is not
    ///   what the key is
    record Placed(String id, Optional<Origin> overtakenBy) {}

    /// @param root folder of the buckets
    /// @param region of versions that do not tell
    Versions(VersionedStore store, Path root, String region) {
        this.store = store;
        this.root = root;
        this.region = region;
    }

    /// Folders that stand for a key have no versions.
    static boolean versioned(String key) {
        return !key.endsWith("/");
    }

    /// Whether the store itself keeps something under this name in an object's metadata.
    static boolean reserved(String name) {
        return Set.of(WRITTEN, COPY_OF, MARKER).contains(name.toLowerCase(Locale.ROOT));
    }

    /// Puts right what a process that was killed left half done. Before anybody reads or writes.
    void mend(Collection<String> buckets) throws IOException {
        for (String bucket : buckets) {
            store.numbersAfter(Mending.of(root.resolve(bucket), it -> asides.add(bucket, it)));
        }
        asides.complete();
    }

    /// A number before those of all that is written from now on.
    String number() {
        return store.number();
    }

    /// A client is about to write a key.
    ///
    /// @param marker whether it deletes it
    void expect(String bucket, String key, boolean marker) {
        if (versioned(key) && (marker || Files.isRegularFile(path(bucket, key)))) {
            asides.add(bucket, VersionedStore.prefix(key));
        }
    }

    /// What the key is: an object, or a marker that says that it was deleted.
    Optional<Kept> newest(String bucket, String key) {
        return object(bucket, key).or(() -> aside(bucket, key).findFirst());
    }

    /// The newest first.
    List<Kept> all(String bucket, String key) {
        return Stream.concat(object(bucket, key).stream(), aside(bucket, key)).toList();
    }

    private Optional<Kept> object(String bucket, String key) {
        Path path = path(bucket, key);
        return Files.isRegularFile(path)
                ? Optional.of(kept(path, Notes.at(path)))
                : Optional.empty();
    }

    /// The newest first; read one after another, as they are asked for. What has no key is none:
    /// who made it was killed before it was one.
    private Stream<Kept> aside(String bucket, String key) {
        return files(bucket, key).stream()
                .flatMap(
                        file -> {
                            Notes notes = Notes.at(file);
                            return notes.has(Notes.KEY)
                                    ? Stream.of(kept(file, notes))
                                    : Stream.empty();
                        });
    }

    private List<Path> files(String bucket, String key) {
        Path folder = folder(bucket);
        String prefix = VersionedStore.prefix(key);
        if (!asides.has(bucket, prefix) || !Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(
                        folder, it -> it.getFileName().toString().startsWith(prefix))) {
            found.forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "list the versions of %s in %s".formatted(key, bucket), e);
        }
        files.sort(Comparator.comparing((Path it) -> it.getFileName().toString()).reversed());
        return files;
    }

    private Kept kept(Path path, Notes notes) {
        Optional<Origin> origin = notes.origin(region);
        try {
            return new Kept(
                    path,
                    notes.has(Notes.DELETED),
                    notes.text(Notes.ID).orElse("null"),
                    origin.isPresent()
                            ? origin.get()
                            : new Origin(Files.getLastModifiedTime(path).toMillis(), region, 0),
                    origin.isPresent());
        } catch (IOException e) {
            throw new UncheckedIOException("read when %s was written".formatted(path), e);
        }
    }

    /// Notes that what the key is now was written here.
    void stamp(String bucket, String key, Origin origin) {
        newest(bucket, key).ifPresent(it -> Notes.written(it.path(), origin));
    }

    /// Gives a version of the other region its place. Nothing is changed when it has it already.
    ///
    /// @param arrived its file; it may have another name afterwards, and this one is the caller's
    /// @param marker whether it tells that the key was deleted
    Placed place(Path arrived, String bucket, String key, Origin origin, boolean marker) {
        try {
            Optional<Kept> object = object(bucket, key);
            if (object.isPresent() && object.get().origin().before(origin)) {
                return onTop(arrived, bucket, key, origin, marker);
            }
            List<Kept> all = all(bucket, key);
            Optional<Kept> same = all.stream().filter(it -> it.origin().equals(origin)).findFirst();
            if (same.isPresent()) {
                return new Placed(same.get().id(), Optional.empty());
            }
            return all.isEmpty() || all.getFirst().origin().before(origin)
                    ? onTop(arrived, bucket, key, origin, marker)
                    : amongOlder(arrived, bucket, key, origin, marker, all);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "place %s/%s of %s".formatted(bucket, key, origin.text()), e);
        }
    }

    private Placed onTop(Path arrived, String bucket, String key, Origin origin, boolean marker)
            throws IOException {
        String id = "v" + store.number();
        Notes.copy(arrived, key, id, origin, marker);
        Path path = path(bucket, key);
        // Folders are made and deleted, also for other keys.
        synchronized (store.lock()) {
            boolean blocked = !marker && blocked(bucket, path);
            if (blocked) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0}/{1} of {2} is kept as version {3} only: another key here makes a folder of its name, or a file of its folder; delete that one and start the store again",
                        bucket,
                        key,
                        origin.text(),
                        id);
            }
            if (marker || blocked) {
                bury(arrived, bucket, key, path);
            } else {
                cover(arrived, bucket, key, path);
            }
        }
        return new Placed(id, Optional.empty());
    }

    /// What the key was gets a second name, and its first one goes to what the key is now: there is
    /// no moment in which it is nothing.
    private void cover(Path arrived, String bucket, String key, Path path) throws IOException {
        Files.createDirectories(path.getParent());
        if (!Files.isRegularFile(path)) {
            Files.move(arrived, path, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Path aside = fresh(bucket, key);
        Files.createLink(aside, path);
        try {
            Files.move(arrived, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.delete(aside);
            throw e;
        }
    }

    /// On top of all that the key was there is no object, but a marker.
    private void bury(Path arrived, String bucket, String key, Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            Files.createLink(fresh(bucket, key), path);
            Files.delete(path);
            deleteEmpty(bucket, path.getParent());
        }
        Files.createLink(fresh(bucket, key), arrived);
    }

    /// Folders that nobody made would be in the way of a key of their name.
    private void deleteEmpty(String bucket, @Nullable Path folder) throws IOException {
        Path end = root.resolve(bucket);
        Path at = folder;
        while (at != null && !at.equals(end) && !Notes.at(at).has(Notes.DIGEST)) {
            try {
                Files.delete(at);
            } catch (DirectoryNotEmptyException | NoSuchFileException others) {
                return;
            }
            at = at.getParent();
        }
    }

    /// Whether the path is a folder of other keys, or one of its folders is a key.
    private boolean blocked(String bucket, Path path) {
        if (Files.isDirectory(path)) {
            return true;
        }
        Path end = root.resolve(bucket);
        for (Path at = path.getParent(); at != null && !at.equals(end); at = at.getParent()) {
            if (Files.isRegularFile(at)) {
                return true;
            }
        }
        return false;
    }

    private Placed amongOlder(
            Path arrived, String bucket, String key, Origin origin, boolean marker, List<Kept> all)
            throws IOException {
        String id = "v" + store.number();
        Notes.copy(arrived, key, id, origin, marker);
        // Behind the newest of the older ones: with the same number, and then by origin.
        String behind =
                all.stream()
                        .filter(it -> it.origin().before(origin))
                        .map(it -> it.path().getFileName().toString())
                        .map(it -> it.split("\\.", 2)[0])
                        .findFirst()
                        .orElse(VersionedStore.prefix(key) + FIRST);
        Files.createLink(aside(bucket, key, behind + "." + origin.name()), arrived);
        return new Placed(
                id,
                all.stream()
                        .map(Kept::origin)
                        .filter(it -> origin.before(it) && !it.region().equals(origin.region()))
                        .findFirst());
    }

    private Path fresh(String bucket, String key) throws IOException {
        return aside(bucket, key, VersionedStore.prefix(key) + store.number());
    }

    private Path aside(String bucket, String key, String name) throws IOException {
        asides.add(bucket, VersionedStore.prefix(key));
        return Files.createDirectories(folder(bucket)).resolve(name);
    }

    private Path path(String bucket, String key) {
        return root.resolve(bucket).resolve(key).normalize();
    }

    private Path folder(String bucket) {
        return root.resolve(bucket).resolve(ASIDE);
    }
}
