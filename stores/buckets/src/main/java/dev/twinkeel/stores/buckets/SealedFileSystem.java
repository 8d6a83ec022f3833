package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The machine's own file system, with the contents of files sealed: names, times and attributes
/// are as they are, sizes are those of what was written.
final class SealedFileSystem extends FileSystem {
    private final FileSystem files;
    private final SealedProvider provider;

    SealedFileSystem(FileSystem files, Seal seal) {
        this.files = files;
        this.provider = new SealedProvider(this, seal);
    }

    Path path(Path inner) {
        return new SealedPath(this, inner);
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    /// It lives as long as the process.
    @Override
    public void close() {
        throw new UnsupportedOperationException("close the file system");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return files.isReadOnly();
    }

    @Override
    public String getSeparator() {
        return files.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        Stream<Path> roots = StreamSupport.stream(files.getRootDirectories().spliterator(), false);
        return roots.map(this::path).toList();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return files.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return files.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return path(files.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        PathMatcher matcher = files.getPathMatcher(pattern);
        return path -> matcher.matches(SealedPath.inner(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return files.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
        return files.newWatchService();
    }
}
