package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/// What neither reading nor writing a sealed file can do.
abstract class SealedChannel extends FileChannel {
    private static UnsupportedOperationException not(String what) {
        return new UnsupportedOperationException(what + " of a sealed file");
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        throw not("read");
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw not("scattering read");
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        throw not("read at a position");
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        throw not("write");
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw not("gathering write");
    }

    @Override
    public int write(ByteBuffer source, long position) {
        throw not("write at a position");
    }

    @Override
    public FileChannel position(long position) throws IOException {
        throw not("change of the position");
    }

    @Override
    public FileChannel truncate(long size) {
        throw not("truncation");
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
            throws IOException {
        throw not("transfer");
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw not("transfer");
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw not("mapping");
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw not("locking");
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw not("locking");
    }
}
