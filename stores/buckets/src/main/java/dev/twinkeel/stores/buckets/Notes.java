package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Optional;
import java.util.Set;

/// What is noted at the file of a version, in its extended attributes: which version of which key
/// it is, as S3Proxy notes it, and where it comes from.
final class Notes {
    static final String ID = "user.version-id";
    static final String KEY = "user.version-key";
    static final String DELETED = "user.delete-marker";

    /// Of a folder too, when it stands for a key.
    static final String DIGEST = "user.content-md5";

    private static final String WRITTEN = "user.user-metadata." + Versions.WRITTEN;
    private static final String COPY_OF = "user.user-metadata." + Versions.COPY_OF;

    private final Path path;
    private final UserDefinedFileAttributeView view;
    private final Set<String> names;

    private Notes(Path path) throws IOException {
        this.path = path;
        this.view = view(path);
        this.names = Set.copyOf(view.list());
    }

    static Notes at(Path path) {
        try {
            return new Notes(path);
        } catch (IOException e) {
            throw new UncheckedIOException("read what is noted at " + path, e);
        }
    }

    boolean has(String name) {
        return names.contains(name);
    }

    Optional<String> text(String name) {
        if (!names.contains(name)) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = ByteBuffer.allocate(view.size(name));
            view.read(name, bytes);
            return Optional.of(StandardCharsets.UTF_8.decode(bytes.flip()).toString());
        } catch (IOException e) {
            throw new UncheckedIOException("read %s at %s".formatted(name, path), e);
        }
    }

    /// Where it comes from; empty when that is not noted, or in no way that a store notes it.
    ///
    /// @param region this one
    Optional<Origin> origin(String region) {
        return text(COPY_OF)
                .flatMap(it -> Origin.noted(it, region))
                .or(() -> text(WRITTEN).flatMap(it -> Origin.noted(it, region)));
    }

    /// Notes that it was written here.
    static void written(Path path, Origin origin) {
        note(path, WRITTEN, COPY_OF, origin);
    }

    /// Notes which version it is, of the other region's write.
    static void copy(Path path, String key, String id, Origin origin, boolean marker)
            throws IOException {
        UserDefinedFileAttributeView view = view(path);
        write(view, KEY, key);
        write(view, ID, id);
        if (marker) {
            write(view, DELETED, "true");
        }
        note(path, COPY_OF, WRITTEN, origin);
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

    private static void write(UserDefinedFileAttributeView view, String name, String value)
            throws IOException {
        view.write(name, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
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
}
