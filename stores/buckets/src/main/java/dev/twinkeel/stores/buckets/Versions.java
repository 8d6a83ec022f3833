package dev.twinkeel.stores.buckets;

import dev.twinkeel.stores.buckets.nio2blob.VersionedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;

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

    private static final String METADATA = "user.user-metadata.";
    private static final String ID = "user.version-id";
    private static final String KEY = "user.version-key";
    private static final String DELETED = "user.delete-marker";
    private static final String ASIDE = ".s3proxy-versions";

    /// Before all that have a number.
    private static final String FIRST = "%016d".formatted(0);

    private final VersionedStore store;
    private final Path root;
    private final String region;

    /// One version of a key.
    record Kept(Path path, boolean marker, String id, Origin origin) {}

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

    /// What the key is: an object, or a marker that says that it was deleted.
    Optional<Kept> newest(String bucket, String key) {
        return object(bucket, key).or(() -> aside(bucket, key).stream().findFirst());
    }

    /// The newest first.
    List<Kept> all(String bucket, String key) {
        List<Kept> all = new ArrayList<>();
        object(bucket, key).ifPresent(all::add);
        all.addAll(aside(bucket, key));
        return all;
    }

    private Optional<Kept> object(String bucket, String key) {
        Path path = path(bucket, key);
        return Files.isRegularFile(path) ? Optional.of(kept(path)) : Optional.empty();
    }

    private List<Kept> aside(String bucket, String key) {
        Path folder = folder(bucket);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        String prefix = VersionedStore.prefix(key);
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
        return files.stream().map(this::kept).toList();
    }

    private Kept kept(Path path) {
        try {
            UserDefinedFileAttributeView view = view(path);
            Set<String> names = Set.copyOf(view.list());
            Optional<String> origin =
                    text(view, names, METADATA + COPY_OF)
                            .or(() -> text(view, names, METADATA + WRITTEN));
            long millis = Files.getLastModifiedTime(path).toMillis();
            return new Kept(
                    path,
                    names.contains(DELETED),
                    text(view, names, ID).orElse("null"),
                    origin.map(Origin::parse).orElse(new Origin(millis, region, 0)));
        } catch (IOException e) {
            throw new UncheckedIOException("read what is noted at " + path, e);
        }
    }

    /// Whether it is noted where a version comes from.
    boolean stamped(Kept kept) {
        try {
            List<String> names = view(kept.path()).list();
            return names.contains(METADATA + WRITTEN) || names.contains(METADATA + COPY_OF);
        } catch (IOException e) {
            throw new UncheckedIOException("read what is noted at " + kept.path(), e);
        }
    }

    /// Notes that what the key is now was written here.
    void stamp(String bucket, String key, Origin origin) {
        newest(bucket, key)
                .ifPresent(it -> note(it.path(), METADATA + WRITTEN, METADATA + COPY_OF, origin));
    }

    private static void note(Path path, String name, String instead, Origin origin) {
        try {
            UserDefinedFileAttributeView view = view(path);
            write(view, name, origin.text());
            if (view.list().contains(instead)) {
                view.delete(instead);
            }
            Files.setLastModifiedTime(path, FileTime.fromMillis(origin.millis()));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "note at %s that it was written as %s".formatted(path, origin.text()), e);
        }
    }

    /// Gives a version of the other region its place. Nothing is changed when it has it already.
    ///
    /// @param arrived its file, which is moved or deleted
    /// @param marker whether it tells that the key was deleted
    Placed place(Path arrived, String bucket, String key, Origin origin, boolean marker) {
        try {
            synchronized (store.lock()) {
                Optional<Kept> object = object(bucket, key);
                if (object.isPresent() && object.get().origin().before(origin)) {
                    return onTop(arrived, bucket, key, origin, marker);
                }
                List<Kept> all = all(bucket, key);
                Optional<Kept> same =
                        all.stream().filter(it -> it.origin().equals(origin)).findFirst();
                if (same.isPresent()) {
                    Files.delete(arrived);
                    return new Placed(same.get().id(), Optional.empty());
                }
                return all.isEmpty() || all.getFirst().origin().before(origin)
                        ? onTop(arrived, bucket, key, origin, marker)
                        : amongOlder(arrived, bucket, key, origin, marker, all);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "place %s/%s of %s".formatted(bucket, key, origin.text()), e);
        }
    }

    private Placed onTop(Path arrived, String bucket, String key, Origin origin, boolean marker)
            throws IOException {
        if (marker) {
            Files.delete(arrived);
            var request = DeleteObjectRequest.builder().bucket(bucket).key(key).build();
            String id = String.valueOf(store.removeBlob(request).versionId());
            newest(bucket, key)
                    .ifPresent(
                            it -> note(it.path(), METADATA + COPY_OF, METADATA + WRITTEN, origin));
            return new Placed(id, Optional.empty());
        }
        String id = "v" + store.number();
        attributes(arrived, key, id, origin, false);
        Path path = path(bucket, key);
        if (Files.isRegularFile(path)) {
            Path aside =
                    Files.createDirectories(folder(bucket))
                            .resolve(VersionedStore.prefix(key) + store.number());
            Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.createDirectories(path.getParent());
        Files.move(arrived, path, StandardCopyOption.ATOMIC_MOVE);
        return new Placed(id, Optional.empty());
    }

    private Placed amongOlder(
            Path arrived, String bucket, String key, Origin origin, boolean marker, List<Kept> all)
            throws IOException {
        String id = "v" + store.number();
        attributes(arrived, key, id, origin, marker);
        // Behind the newest of the older ones that has a number of its own: what came late behind
        // the same one sorts by origin.
        String behind =
                all.stream()
                        .filter(it -> it.origin().before(origin))
                        .map(it -> it.path().getFileName().toString())
                        .filter(it -> it.indexOf('.') < 0)
                        .findFirst()
                        .orElse(VersionedStore.prefix(key) + FIRST);
        Files.move(
                arrived,
                Files.createDirectories(folder(bucket)).resolve(behind + "." + origin.name()),
                StandardCopyOption.ATOMIC_MOVE);
        return new Placed(
                id,
                all.stream()
                        .map(Kept::origin)
                        .filter(it -> origin.before(it) && !it.region().equals(origin.region()))
                        .findFirst());
    }

    private static void attributes(Path file, String key, String id, Origin origin, boolean marker)
            throws IOException {
        UserDefinedFileAttributeView view = view(file);
        write(view, KEY, key);
        write(view, ID, id);
        if (marker) {
            write(view, DELETED, "true");
        }
        note(file, METADATA + COPY_OF, METADATA + WRITTEN, origin);
    }

    private Path path(String bucket, String key) {
        return root.resolve(bucket).resolve(key).normalize();
    }

    private Path folder(String bucket) {
        return root.resolve(bucket).resolve(ASIDE);
    }

    private static UserDefinedFileAttributeView view(Path path) throws IOException {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
        if (view == null) {
            throw new IOException(
                    "%s: this file system keeps no user attributes; put the twin's folder on one that does (ext4, xfs, btrfs)"
                            .formatted(path));
        }
        return view;
    }

    private static void write(UserDefinedFileAttributeView view, String name, String value)
            throws IOException {
        view.write(name, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    private static Optional<String> text(
            UserDefinedFileAttributeView view, Set<String> names, String name) {
        if (!names.contains(name)) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = ByteBuffer.allocate(view.size(name));
            view.read(name, bytes);
            return Optional.of(StandardCharsets.UTF_8.decode(bytes.flip()).toString());
        } catch (IOException e) {
            throw new UncheckedIOException("read " + name, e);
        }
    }
}
