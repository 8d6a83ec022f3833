package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/// A path in a [SealedFileSystem]: the same path in the file system under it.
record SealedPath(SealedFileSystem system, Path inner) implements Path {
    static Path inner(Path path) {
        if (path instanceof SealedPath(_, Path inner)) {
            return inner;
        }
        throw new ProviderMismatchException("not a path of sealed files: " + path);
    }

    private SealedPath of(Path path) {
        return new SealedPath(system, path);
    }

    private @Nullable SealedPath ofNullable(@Nullable Path path) {
        return path == null ? null : of(path);
    }

    @Override
    public FileSystem getFileSystem() {
        return system;
    }

    @Override
    public boolean isAbsolute() {
        return inner.isAbsolute();
    }

    @Override
    public @Nullable Path getRoot() {
        return ofNullable(inner.getRoot());
    }

    @Override
    public @Nullable Path getFileName() {
        return ofNullable(inner.getFileName());
    }

    @Override
    public @Nullable Path getParent() {
        return ofNullable(inner.getParent());
    }

    @Override
    public int getNameCount() {
        return inner.getNameCount();
    }

    @Override
    public Path getName(int index) {
        return of(inner.getName(index));
    }

    @Override
    public Path subpath(int begin, int end) {
        return of(inner.subpath(begin, end));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof SealedPath(_, Path path) && inner.startsWith(path);
    }

    @Override
    public boolean endsWith(Path other) {
        return other instanceof SealedPath(_, Path path) && inner.endsWith(path);
    }

    @Override
    public Path normalize() {
        return of(inner.normalize());
    }

    @Override
    public Path resolve(Path other) {
        return of(inner.resolve(inner(other)));
    }

    @Override
    public Path relativize(Path other) {
        return of(inner.relativize(inner(other)));
    }

    @Override
    public URI toUri() {
        return inner.toUri();
    }

    @Override
    public Path toAbsolutePath() {
        return of(inner.toAbsolutePath());
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        return of(inner.toRealPath(options));
    }

    @Override
    public WatchKey register(
            WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
            throws IOException {
        return inner.register(watcher, events, modifiers);
    }

    @Override
    public int compareTo(Path other) {
        return inner.compareTo(inner(other));
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
