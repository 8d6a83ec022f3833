package dev.twinkeel.stores.buckets.nio2blob;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.gaul.s3proxy.nio2blob.AbstractNio2BlobStore;
import org.jspecify.annotations.Nullable;

/// S3Proxy's store over a folder, with versions. S3Proxy offers them in memory only, to owe nobody
/// a format on a disk; here the format lives no longer than the twin.
public final class VersionedStore extends AbstractNio2BlobStore {
    private static final AtomicLong NUMBERS = numbers();

    private final Object lock = field("versionLock", this, Object.class);

    /// @param root in a file system that encrypts, as the store says that it does
    public VersionedStore(Path root) {
        super(root);
    }

    /// S3Proxy numbers versions, and the files that it sets aside, from 1 in each process, as
    /// memory is empty then. On a disk a second process would write over the first one's: its
    /// numbers go on from the clock, in microseconds, which is ahead of all that were given.
    private static AtomicLong numbers() {
        AtomicLong numbers = field("VERSION_SEQUENCE", null, AtomicLong.class);
        numbers.accumulateAndGet(System.currentTimeMillis() * 1_000, Math::max);
        return numbers;
    }

    private static <T> T field(String name, @Nullable Object of, Class<T> type) {
        try {
            Field field = AbstractNio2BlobStore.class.getDeclaredField(name);
            field.setAccessible(true);
            return type.cast(field.get(of));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "keep versions on a disk: this S3Proxy has no %s; see how it numbers and moves versions now"
                            .formatted(name),
                    e);
        }
    }

    /// The next number of a version or of a file that is set aside, in sixteen digits.
    public String number() {
        return "%016d".formatted(NUMBERS.incrementAndGet());
    }

    /// Numbers from now on are greater, whatever the machine's clock does.
    public void numbersAfter(long number) {
        NUMBERS.accumulateAndGet(number, Math::max);
    }

    /// Held while a version takes another one's place.
    public Object lock() {
        return lock;
    }

    /// Of the names of the files that are set aside of a key; a number follows.
    public static String prefix(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, 32) + "-";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
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
