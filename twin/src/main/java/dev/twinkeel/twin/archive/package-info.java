/// Backups of databases: base backups and the write-ahead log, kept on a shelf in each region, and
/// what can be made of them again.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.twin.archive;
