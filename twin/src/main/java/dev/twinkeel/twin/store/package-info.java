/// The stores of an application beside its databases: caches, tables, buckets, queues. One class a
/// kind, behind [dev.twinkeel.twin.store.Store].
@org.jspecify.annotations.NullMarked
package dev.twinkeel.twin.store;
