package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// A member's own configuration files. Whatever came with a copied data folder is replaced.
final class PostgresConf {
    /// Sessions kept free for the engine, whatever the application's pools do.
    private static final int MAX_CONNECTIONS = 150;

    /// One flush of the file system before a clone's first replay, not one a file: measured, 0.05
    /// against 3 seconds on a busy disk.
    private static final String LINUX = "tcp_user_timeout = 5s\nrecovery_init_sync_method = syncfs";

    private PostgresConf() {}

    static void write(PostgresSpec spec) throws IOException {
        Files.writeString(spec.data().resolve("postgresql.conf"), settings(spec));
        Files.writeString(spec.data().resolve("pg_hba.conf"), rules());
        Files.writeString(spec.data().resolve("pg_ident.conf"), "");
        if (!Files.exists(spec.data().resolve(Drain.HBA))) {
            Files.writeString(spec.data().resolve(Drain.HBA), "");
        }
    }

    private static String settings(PostgresSpec spec) {
        boolean linux = Files.isDirectory(Path.of("/proc/sys"));
        return """
            # Written by Twinkeel at every start. Change it and it is written again.
            listen_addresses = '%s'
            port = %d
            unix_socket_directories = ''
            cluster_name = '%s'
            max_connections = %d
            superuser_reserved_connections = 8
            authentication_timeout = 5s

            # Replication. Nothing is acknowledged before somebody has said whom commits wait for.
            synchronous_standby_names = '%s'
            synchronous_commit = on
            wal_level = replica
            hot_standby = on
            hot_standby_feedback = on
            max_standby_streaming_delay = 2s
            wal_log_hints = on
            max_wal_senders = 10
            max_replication_slots = 0
            wal_keep_size = 256MB
            wal_retrieve_retry_interval = 10ms
            wal_sender_timeout = 2s
            wal_receiver_timeout = 2s
            wal_receiver_status_interval = 1s
            recovery_target_timeline = 'latest'
            # A server that restarted by itself would show commits that no standby has.
            restart_after_crash = off
            tcp_keepalives_idle = 1
            tcp_keepalives_interval = 1
            tcp_keepalives_count = 3
            %s

            # Small: a dozen of them on one machine.
            shared_buffers = 16MB
            huge_pages = off
            dynamic_shared_memory_type = mmap
            io_method = sync
            jit = off
            autovacuum_worker_slots = 1
            autovacuum_max_workers = 1
            max_logical_replication_workers = 0
            max_parallel_workers_per_gather = 0

            log_destination = 'stderr'
            log_line_prefix = '%%m [%%p] %%q%%u@%%d '
            log_timezone = 'UTC'
            timezone = 'UTC'
            lc_messages = 'C'
            password_encryption = 'scram-sha-256'
            twinkeel.passfile = '%s'
            """
                .formatted(
                        escaped(spec.listen().host()),
                        spec.listen().port(),
                        escaped(spec.name()),
                        MAX_CONNECTIONS,
                        SynchronousNames.text(Set.of(PostgresControl.NOBODY)),
                        linux ? LINUX : "",
                        escaped(spec.passFile().toString()));
    }

    /// The superuser first, so that a drain does not shut the engine out.
    private static String rules() {
        return """
            # Written by Twinkeel.
            host all         postgres 127.0.0.0/8 scram-sha-256
            host replication postgres 127.0.0.0/8 scram-sha-256
            include_if_exists %s
            host all         all      127.0.0.0/8 scram-sha-256
            """
                .formatted(Drain.HBA);
    }

    /// Makes a data folder that of a standby.
    static void follow(PostgresSpec spec, String upstream, Address seen) throws IOException {
        String conninfo = Conninfo.of(seen, spec.passFile().toString(), spec.name());
        Files.writeString(
                spec.data().resolve("postgresql.auto.conf"),
                "primary_conninfo = '%s'\ntwinkeel.upstream = '%s'\n"
                        .formatted(escaped(conninfo), escaped(Conninfo.label(upstream, seen))));
        Files.writeString(spec.data().resolve("standby.signal"), "");
    }

    /// Makes a data folder that of a standby without an upstream. The last word on a setting
    /// counts.
    static void followNobody(PostgresSpec spec) throws IOException {
        Files.writeString(
                spec.data().resolve("postgresql.auto.conf"),
                "primary_conninfo = ''\nrestore_command = ''\ntwinkeel.upstream = ''\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        Files.writeString(spec.data().resolve("standby.signal"), "");
    }

    /// The superuser's password for libpq, in a file that only its owner may read.
    static void writePassFile(PostgresSpec spec) throws IOException {
        String password = Files.readString(spec.superuserPasswordFile()).strip();
        Path file = spec.passFile();
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file,
                "*:*:*:postgres:" + password.replace("\\", "\\\\").replace(":", "\\:") + "\n");
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("'", "''");
    }
}
