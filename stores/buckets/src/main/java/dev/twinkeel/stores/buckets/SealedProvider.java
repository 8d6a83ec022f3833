package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Hands everything on to the file system under it, but the contents of files: those are sealed as
/// they are written and opened as they are read. A file is written once, from its beginning.
final class SealedProvider extends FileSystemProvider {
    private final SealedFileSystem system;
    private final Seal seal;

    SealedProvider(SealedFileSystem system, Seal seal) {
        this.system = system;
        this.seal = seal;
    }

    @Override
    public String getScheme() {
        return "sealed";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("make a file system for " + uri);
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return system;
    }

    @Override
    public Path getPath(URI uri) {
        return system.path(Path.of(uri));
    }

    @Override
    public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        return Channels.newInputStream(newFileChannel(path, Set.of(StandardOpenOption.READ)));
    }

    @Override
    public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
        return SealedWriter.stream(seal, Files.newOutputStream(SealedPath.inner(path), options));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        FileChannel inner = FileChannel.open(SealedPath.inner(path), options, attributes);
        try {
            return options.contains(StandardOpenOption.WRITE)
                    ? new SealedWriter(seal, inner)
                    : new SealedReader(seal, inner);
        } catch (IOException e) {
            inner.close();
            throw e;
        }
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // closed with the stream that is returned
    public DirectoryStream<Path> newDirectoryStream(
            Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
        DirectoryStream<Path> inner =
                Files.newDirectoryStream(
                        SealedPath.inner(folder), path -> filter.accept(system.path(path)));
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                Iterator<Path> paths = inner.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return paths.hasNext();
                    }

                    @Override
                    public Path next() {
                        return system.path(paths.next());
                    }
                };
            }

            @Override
            public void close() throws IOException {
                inner.close();
            }
        };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        Files.createDirectory(SealedPath.inner(folder), attributes);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        Files.createLink(SealedPath.inner(link), SealedPath.inner(existing));
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.delete(SealedPath.inner(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        Files.copy(SealedPath.inner(source), SealedPath.inner(target), options);
    }

    /// S3Proxy sets aside what a key is, and then lets its successor have the name, or deletes it.
    /// That what is set aside keeps its first name until then leaves no moment in which the key is
    /// nothing: not for a reader, and not for a kill.
    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        Path folder = target.getParent();
        if (folder != null && SealedPath.inner(folder).endsWith(Versions.ASIDE)) {
            createLink(target, source);
            return;
        }
        Files.move(SealedPath.inner(source), SealedPath.inner(target), options);
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return Files.isSameFile(SealedPath.inner(one), SealedPath.inner(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return Files.isHidden(SealedPath.inner(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return Files.getFileStore(SealedPath.inner(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        Path inner = SealedPath.inner(path);
        inner.getFileSystem().provider().checkAccess(inner, modes);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return Files.getFileAttributeView(SealedPath.inner(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
            Path path, Class<A> type, LinkOption... options) throws IOException {
        A inner = Files.readAttributes(SealedPath.inner(path), type, options);
        // Only the plain kind is told with its true size; nobody asks the others for it.
        return type == BasicFileAttributes.class ? type.cast(new SealedAttributes(inner)) : inner;
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
            throws IOException {
        return Files.readAttributes(SealedPath.inner(path), names, options);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options)
            throws IOException {
        Files.setAttribute(SealedPath.inner(path), name, value, options);
    }
}
