package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.engine.MemberException.Kind;
import java.time.Duration;
import java.util.UUID;

/// Makes a standby stop receiving, and proves it.
///
/// That no receiver is to be seen proves nothing: the startup process may be about to start one
/// with the settings it read before. So the same reload that takes the upstream away also names a
/// `restore_command` that leaves a token. Only the startup process runs it, only after it has read
/// that reload, and, since a standby looks into its archive only when no receiver runs, only after
/// the receiver has ended (PostgreSQL 18, `WaitForWALToBecomeAvailable`). It also runs only when
/// everything on disk has been replayed, so the position is complete after a restart as well.
final class Detachment {
    private static final String PROOF = "twinkeel.detached";
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(1);

    private final Wire wire;
    private final String member;

    Detachment(Wire wire, String member) {
        this.wire = wire;
        this.member = member;
    }

    /// Idempotent. What it leaves in the settings keeps the standby detached after a restart. The
    /// command runs again and again until [#settle].
    void detach(Deadline deadline) {
        String token = UUID.randomUUID().toString();
        String command = "echo " + token + " > " + PROOF + "; exit 1";
        PostgresSql.set(wire, "primary_conninfo", "");
        PostgresSql.set(wire, "restore_command", command);
        PostgresSql.reload(wire, member, "restore_command", command, deadline);
        boolean proved = deadline.await(POLL, () -> token.equals(left()));
        if (!proved) {
            settle();
            throw new PostgresException(
                    Kind.SILENT,
                    "detach "
                            + member
                            + ": it has not shown in time that it stopped receiving; ask again");
        }
    }

    /// Takes the command back. Nothing depends on when this is taken: the command does no harm but
    /// to cost a process.
    void settle() {
        if (!PostgresSql.setting(wire, "restore_command").isEmpty()) {
            PostgresSql.set(wire, "restore_command", "");
            wire.row(
                    "reload the settings",
                    LIMIT,
                    "SELECT pg_reload_conf()",
                    row -> row.getBoolean(1));
        }
    }

    private String left() {
        return wire.row(
                "look for the proof that it stopped receiving",
                LIMIT,
                "SELECT coalesce(pg_read_file('" + PROOF + "', 0, 100, true), '')",
                row -> row.getString(1).strip());
    }
}
