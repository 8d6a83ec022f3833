/// The object store of one region: S3's protocol over an encrypted, versioned folder, and the
/// replication of what is written there to the other region.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.stores.buckets;
