package dev.twinkeel.model;

import java.util.Optional;

/// A relational database: one writer, copies in other zones and in the other region.
///
/// @param schema SQL file that is applied once at creation, relative to the file
public record Database(
        String name,
        Engine engine,
        Replication zone,
        Replication region,
        Backup backup,
        Optional<String> schema) {

    /// PostgreSQL is the only one there is.
    public static final Engine DEFAULT_ENGINE = Engine.POSTGRES;

    /// A commit is acknowledged when a second zone has it: no zone's loss can lose it.
    public static final Replication DEFAULT_ZONE = Replication.SYNC;

    /// Waiting for another region would add its round trip to every commit.
    public static final Replication DEFAULT_REGION = Replication.ASYNC;

    /// A replica copies a mistake too; only a backup brings back what was deleted.
    public static final Backup DEFAULT_BACKUP = Backup.DAILY;

    public enum Engine {
        POSTGRES
    }

    /// Whether a commit waits for the copy.
    public enum Replication {
        SYNC,
        ASYNC
    }

    public enum Backup {
        NONE,
        HOURLY,
        DAILY
    }
}
