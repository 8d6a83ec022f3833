package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/// A sealed file, opened for reading from any position.
final class SealedReader extends SealedChannel {
    private static final int CHUNK = 16 * 1024;

    private final FileChannel inner;
    private final long size;

    /// Null for an empty file: nothing is sealed in it.
    private final @Nullable SeekableByteChannel opened;

    SealedReader(Seal seal, FileChannel inner) throws IOException {
        this.inner = inner;
        this.size = Seal.plain(inner.size());
        try {
            this.opened =
                    inner.size() == 0
                            ? null
                            : seal.cipher().newSeekableDecryptingChannel(inner, seal.bound());
        } catch (GeneralSecurityException e) {
            throw new IOException("open a sealed file", e);
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return opened == null ? -1 : opened.read(target);
    }

    @Override
    public long position() throws IOException {
        return opened == null ? 0 : opened.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        if (opened != null) {
            opened.position(position);
        }
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
            throws IOException {
        long before = position();
        position(position);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        long transferred = 0;
        while (transferred < count) {
            chunk.clear().limit((int) Math.min(CHUNK, count - transferred));
            if (read(chunk) < 0) {
                break;
            }
            chunk.flip();
            while (chunk.hasRemaining()) {
                transferred += target.write(chunk);
            }
        }
        position(before);
        return transferred;
    }

    @Override
    public void force(boolean metaData) {
        // Nothing was written.
    }

    @Override
    protected void implCloseChannel() throws IOException {
        inner.close();
    }
}
