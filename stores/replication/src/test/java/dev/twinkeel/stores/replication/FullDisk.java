package dev.twinkeel.stores.replication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.function.BooleanSupplier;

/// A file on a disk that takes half of what is written when it is full.
record FullDisk(SeekableByteChannel inner, BooleanSupplier full) implements SeekableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
        if (full.getAsBoolean()) {
            inner.write(bytes.slice(bytes.position(), bytes.remaining() / 2));
            throw new IOException("No space left on device");
        }
        return inner.write(bytes);
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
        return inner.read(bytes);
    }

    @Override
    public long position() throws IOException {
        return inner.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        return inner.position(position);
    }

    @Override
    public long size() throws IOException {
        return inner.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        return inner.truncate(size);
    }

    @Override
    public boolean isOpen() {
        return inner.isOpen();
    }

    @Override
    public void close() throws IOException {
        inner.close();
    }
}
