/// The store under the server; S3Proxy knows by the package's name what such a store can do.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.stores.buckets.nio2blob;
