package dev.twinkeel.stores.buckets.nio2blob;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.gaul.s3proxy.nio2blob.AbstractNio2BlobStore;

/// S3Proxy's store over a folder, with versions. S3Proxy offers them in memory only, to owe nobody
/// a format on a disk; here the format lives no longer than the twin.
public final class VersionedStore extends AbstractNio2BlobStore {
    static {
        countOnFrom(System.currentTimeMillis() * 1_000);
    }

    /// @param root in a file system that encrypts, as the store says that it does
    public VersionedStore(Path root) {
        super(root);
    }

    /// S3Proxy numbers versions, and the files that it sets aside, from 1 in each process, as
    /// memory is empty then. On a disk a second process would write over the first one's: its
    /// numbers go on from the clock, in microseconds, which is ahead of all that were given.
    private static void countOnFrom(long number) {
        try {
            Field counter = AbstractNio2BlobStore.class.getDeclaredField("VERSION_SEQUENCE");
            counter.setAccessible(true);
            ((AtomicLong) counter.get(null)).accumulateAndGet(number, Math::max);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "number versions on from the clock: this S3Proxy has no VERSION_SEQUENCE; see how it names versions now",
                    e);
        }
    }

    @Override
    public boolean supportsVersioning() {
        return true;
    }

    @Override
    public boolean supportsServerSideEncryption() {
        return true;
    }

    @Override
    public boolean supportsBucketEncryption() {
        return true;
    }
}
