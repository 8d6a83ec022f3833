package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.engine.MemberException.Kind;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;

/// Stops a primary from acknowledging anything more to clients, and opens it again.
///
/// Four steps, each closing what the one before leaves open:
///
/// 1. Commits wait for [PostgresControl#NOBODY]: whoever still commits is never told that it is
///    done.
/// 2. New sessions of anyone but the superuser are rejected, by a file that `pg_hba.conf` includes.
///    Proved by being rejected: the server forks connections in order, so whoever comes later is
///    rejected too. A role's NOLOGIN or a connection limit would not do: they are replicated, and
///    would close the next primary.
/// 3. Every other session is ended, also one that has not said its name yet, and looked for again
///    until none is left. This is what stops a session that asked for asynchronous commits.
/// 4. A flushed mark is written, so that also the commits that were acknowledged before their flush
///    lie below the final position.
///
/// What it does not stop: the server's own log records (checkpoints, vacuum) may still follow. They
/// carry no commit of a client. `default_transaction_read_only` is not used: a session may override
/// it. The drain outlives a restart of the server.
final class Drain {
    /// In the data folder; included by `pg_hba.conf`.
    static final String HBA = "twinkeel.drain.conf";

    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(2);

    /// The rule that rejects everybody who was not admitted before it.
    static final String REJECT = "host all all all reject";

    private final Wire wire;
    private final String member;
    private final Address address;

    Drain(Wire wire, String member, Address address) {
        this.wire = wire;
        this.member = member;
        this.address = address;
    }

    void drain(Deadline deadline) {
        String nobody = SynchronousNames.text(Set.of(PostgresControl.NOBODY));
        PostgresSql.set(wire, "synchronous_standby_names", nobody);
        write("SELECT " + PostgresSql.literal(REJECT));
        PostgresSql.reload(wire, member, "synchronous_standby_names", nobody, deadline);
        await(deadline, "refuse new sessions", this::rejects);
        await(deadline, "wait for nobody at every sender", this::fenced);
        String now = wire.row("read the clock", LIMIT, "SELECT now()", row -> row.getString(1));
        String others = others(now);
        await(deadline, "end the sessions of clients", () -> ended(others));
        wire.row(
                "flush a last mark",
                LIMIT,
                "SELECT pg_logical_emit_message(false, 'twinkeel', 'drain', true)",
                row -> row.getString(1));
    }

    /// Opens to clients, if it is not: after one of the synchronous standbys has all that is here.
    void undo(Set<String> synchronous, Deadline deadline) {
        if (!drained()) {
            return;
        }
        if (!synchronous.isEmpty()) {
            long here = position("pg_current_wal_flush_lsn()");
            await(deadline, "have a synchronous standby catch up", () -> copied(here));
        }
        write("SELECT '' WHERE false");
        wire.row("reload the settings", LIMIT, "SELECT pg_reload_conf()", row -> row.getBoolean(1));
        await(deadline, "accept new sessions", () -> !rejects());
    }

    /// Every session of a client that began until then, also one that has not said its name yet.
    private static String others(String until) {
        return """
        FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'
          AND coalesce(usename, '') <> 'postgres' AND backend_start <= '%s'
        """
                .formatted(until);
    }

    private boolean drained() {
        return wire.row(
                "look whether it is drained",
                LIMIT,
                "SELECT coalesce(length(pg_read_file('" + HBA + "', 0, 100, true)), 0) > 0",
                row -> row.getBoolean(1));
    }

    private void write(String query) {
        wire.run(
                "write " + HBA,
                LIMIT,
                "DO $$ BEGIN EXECUTE format('COPY (%s) TO %%L', current_setting('data_directory')"
                                .formatted(query.replace("'", "''"))
                        + " || '/"
                        + HBA
                        + "'); END $$");
    }

    private boolean fenced() {
        return wire.row(
                "look at the senders",
                LIMIT,
                PostgresSql.sendersAgree(Set.of(PostgresControl.NOBODY)),
                row -> row.getBoolean(1));
    }

    private boolean ended(String others) {
        return wire.row(
                        "end the sessions of clients",
                        LIMIT,
                        "SELECT count(pg_terminate_backend(pid)) " + others,
                        row -> row.getLong(1))
                == 0;
    }

    private boolean copied(long here) {
        return wire.row(
                "look how far the synchronous standbys are",
                LIMIT,
                "SELECT coalesce(bool_or(flush_lsn - '0/0'::pg_lsn >= %d), false) FROM pg_stat_replication WHERE sync_state <> 'async'"
                        .formatted(here),
                row -> row.getBoolean(1));
    }

    private long position(String function) {
        return wire.row(
                "read the position",
                LIMIT,
                "SELECT (" + function + " - '0/0'::pg_lsn)::bigint",
                row -> row.getLong(1));
    }

    /// Knocks as a user that does not exist. Where the rules reject everybody they say so before
    /// they ask who it is.
    private boolean rejects() {
        Properties properties = new Properties();
        properties.setProperty("user", "twinkeel-knock");
        properties.setProperty("password", "none");
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("connectTimeout", "1");
        properties.setProperty("socketTimeout", "2");
        String url = "jdbc:postgresql://" + address.host() + ":" + address.port() + "/postgres";
        try {
            DriverManager.getConnection(url, properties).close();
            return false;
        } catch (SQLException failure) {
            // 28000: rejected by rule. 28P01: asked for a password, which was wrong.
            return "28000".equals(failure.getSQLState());
        }
    }

    private void await(Deadline deadline, String doing, java.util.function.BooleanSupplier yes) {
        if (!deadline.await(POLL, yes)) {
            throw new PostgresException(
                    Kind.SILENT, "drain " + member + ": " + doing + ": not in time; ask again");
        }
    }
}
