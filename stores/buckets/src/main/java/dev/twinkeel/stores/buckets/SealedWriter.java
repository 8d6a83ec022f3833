package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.security.GeneralSecurityException;

/// A file that is sealed while it is written, from its beginning to its end.
final class SealedWriter extends SealedChannel {
    private final FileChannel inner;
    private final WritableByteChannel sealing;
    private long written;

    SealedWriter(Seal seal, FileChannel inner) throws IOException {
        this.inner = inner;
        try {
            this.sealing = seal.cipher().newEncryptingChannel(inner, seal.bound());
        } catch (GeneralSecurityException e) {
            throw new IOException("seal a file", e);
        }
    }

    static OutputStream stream(Seal seal, OutputStream inner) throws IOException {
        try {
            return seal.cipher().newEncryptingStream(inner, seal.bound());
        } catch (GeneralSecurityException e) {
            throw new IOException("seal a file", e);
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int length = source.remaining();
        while (source.hasRemaining()) {
            sealing.write(source);
        }
        written += length;
        return length;
    }

    @Override
    public long position() {
        return written;
    }

    @Override
    public long size() {
        return written;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        inner.force(metaData);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        sealing.close();
        inner.close();
    }
}
