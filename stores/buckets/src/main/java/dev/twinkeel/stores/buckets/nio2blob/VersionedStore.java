package dev.twinkeel.stores.buckets.nio2blob;

import java.nio.file.Path;
import org.gaul.s3proxy.nio2blob.AbstractNio2BlobStore;

/// S3Proxy's store over a folder, with versions. S3Proxy offers them in memory only, to owe nobody
/// a format on a disk; here the format lives no longer than the twin.
public final class VersionedStore extends AbstractNio2BlobStore {
    /// @param root in a file system that encrypts, as the store says that it does
    public VersionedStore(Path root) {
        super(root);
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
