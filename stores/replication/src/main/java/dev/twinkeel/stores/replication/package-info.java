/// Replication between regions of what AWS replicates: tables, as global tables. One process a
/// region runs a list of [Replicator]s; it dies with its region, and the next goes on where it
/// stopped. Objects are replicated by the process that keeps them, in `stores/buckets`.
@NullMarked
package dev.twinkeel.stores.replication;

import org.jspecify.annotations.NullMarked;
