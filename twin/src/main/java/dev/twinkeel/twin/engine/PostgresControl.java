package dev.twinkeel.twin.engine;

import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Sight;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.engine.MemberException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/// What the recovery engine can see of one PostgreSQL member and do to it, over connections of its
/// own that stay open.
///
/// Every operation is idempotent, bounded in time, and ends in a value or a [PostgresException],
/// whose kind says whether it may have happened. Looking never waits for doing: they have a
/// connection each. Thread-safe.
///
/// Members are *fenced by default*: a new or copied server waits for a synchronous standby named
/// [#NOBODY], which never exists, so no commit of a client is acknowledged before [#promote] or
/// [#synchronise] has said whom commits wait for. There is no moment in which a promoted server
/// could acknowledge on its own.
public final class PostgresControl implements MemberControl {
    /// The name that a fenced member's commits wait for. No member can have it.
    public static final String NOBODY = "nobody";

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration ACT = Duration.ofSeconds(3);
    private static final Duration PROMOTE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(1);

    private final String member;
    private final Address address;
    private final Path passwordFile;
    private final Wire eyes;
    private final Wire hands;

    /// The newest epoch that something was done under from here.
    private final AtomicInteger orders = new AtomicInteger();

    private long newest;

    /// Opens nothing yet: the first operation does.
    ///
    /// @param address of the member as seen from here
    /// @param superuserPasswordFile holds the password of the user `postgres`
    public PostgresControl(String member, Address address, Path superuserPasswordFile) {
        this.member = member;
        this.address = address;
        this.passwordFile = superuserPasswordFile;
        this.eyes = new Wire(member, address, "postgres", superuserPasswordFile);
        this.hands = new Wire(member, address, "postgres", superuserPasswordFile);
    }

    public String member() {
        return member;
    }

    /// One look, one round trip on an open connection, at most a second.
    public Sight.Serving sight() {
        return sight(LOOK);
    }

    @Override
    public Sight.Serving sight(Duration limit) {
        return eyes.row("look", limit, PostgresSql.SIGHT, PostgresSql::sight);
    }

    /// One round trip when it is open already; nothing while it acts, which may take seconds.
    @Override
    public void keepReady(Duration limit) {
        if (orders.get() == 0) {
            synchronized (this) {
                hands.row(
                        "keep ready",
                        limit,
                        "SELECT pg_is_in_recovery()",
                        row -> row.getBoolean(1));
            }
        }
    }

    /// Does something under an epoch. Refused, with nothing done, when the member knows a newer
    /// one, by the mark that a promotion left in its log, or when a newer order went to it from
    /// here.
    public <T> T under(long epoch, Function<PostgresControl, T> doing) {
        orders.incrementAndGet();
        try {
            return ordered(epoch, doing);
        } finally {
            orders.decrementAndGet();
        }
    }

    private synchronized <T> T ordered(long epoch, Function<PostgresControl, T> doing) {
        long mark = hands.row("look at the epoch's mark", ACT, PostgresSql.SEEN, r -> r.getLong(1));
        if (Math.max(mark, newest) > epoch) {
            throw refused(
                    "act under epoch " + epoch + " on",
                    "it has seen epoch " + Math.max(mark, newest));
        }
        newest = epoch;
        return doing.apply(this);
    }

    /// Makes a standby stop receiving from whoever feeds it, for good: also after a restart, until
    /// [#follow]. The position is final, which is proved and not assumed: see [Detachment].
    public synchronized Position detach() {
        Deadline deadline = Deadline.in(ACT);
        if (!recovering()) {
            throw refused("detach", "it is a primary, it receives from nobody");
        }
        new Detachment(hands, member).detach(deadline);
        Position end =
                hands.row("tell the final position", ACT, PostgresSql.SIGHT, PostgresSql::sight)
                        .position();
        // An election waits for the position, and for nothing else.
        Thread.ofVirtual().name("settle " + member).start(this::settle);
        return end;
    }

    private synchronized void settle() {
        try {
            new Detachment(hands, member).settle();
        } catch (PostgresException e) {
            // It died or cannot be reached. Following somebody takes the command away too, and on a
            // primary it does nothing.
        }
    }

    /// Makes a standby the primary of a new timeline, its commits waiting for any one of
    /// `synchronous` from the first, for nobody when it is empty. On a member that is a primary
    /// already it only does what [#synchronise] does.
    ///
    /// @return where the new timeline starts or has come to
    public synchronized Position promote(Set<String> synchronous) {
        if (!recovering()) {
            synchronise(synchronous);
            return sightOfHands().position();
        }
        commitsWaitFor(synchronous, Deadline.in(ACT));
        // Not pg_promote(true): that looks only ten times a second.
        hands.row("promote", ACT, "SELECT pg_promote(false)", row -> row.getBoolean(1));
        if (!Deadline.in(PROMOTE).await(POLL, () -> !recovering())) {
            throw new PostgresException(
                    Kind.SILENT,
                    "promote " + member + ": still in recovery after " + PROMOTE + "; ask again");
        }
        return sightOfHands().position();
    }

    /// [#promote], but of a standby only when its position is `allowed`; and leaves the epoch's
    /// mark in the log, which waits for nobody.
    public synchronized Position promote(
            Set<String> synchronous, long epoch, Predicate<Position> allowed) {
        Sight.Serving before = sightOfHands();
        if (!before.writable() && !allowed.test(before.position())) {
            throw refused(
                    "promote",
                    "it is at %s, less than it was chosen for".formatted(before.position()));
        }
        promote(synchronous);
        if (before.mark() != epoch) {
            hands.run("leave the mark of epoch " + epoch, ACT, PostgresSql.MARK.formatted(epoch));
        }
        return sightOfHands().position();
    }

    /// Makes the primary's commits wait for any one of `synchronous` (for nobody when empty) and
    /// opens it to clients when it was drained. Returns when it is in force: every process that
    /// sends to a standby has the setting. A drained member is opened only after one of the
    /// synchronous standbys has everything that is written here, so that nothing is shown that
    /// could be lost.
    public synchronized void synchronise(Set<String> synchronous) {
        if (recovering()) {
            throw refused("synchronise", "it is a standby; promote it first");
        }
        Deadline deadline = Deadline.in(ACT);
        boolean wasAlone = setting("synchronous_standby_names").isEmpty();
        commitsWaitFor(synchronous, deadline);
        await(
                "have every sender wait for " + synchronous,
                deadline,
                () ->
                        hands.row(
                                "see",
                                ACT,
                                PostgresSql.sendersAgree(synchronous),
                                r -> r.getBoolean(1)));
        if (wasAlone && !synchronous.isEmpty()) {
            // From none to some: the checkpointer tells the backends that there is somebody to wait
            // for, and it has read its settings when it has answered a request.
            hands.run("let the new synchronous set come into force", ACT, "CHECKPOINT");
        }
        new Drain(hands, member, address).undo(synchronous, deadline);
    }

    /// Makes a standby stream from `upstream`. Returns when the setting is in force; whether it
    /// does stream is for [#sight] to tell.
    ///
    /// @param seen address of the upstream as seen from this member's place
    public synchronized void follow(String upstream, Address seen) {
        String conninfo =
                hands.row(
                        "read the connection to follow with",
                        ACT,
                        PostgresSql.FOLLOW_FACTS,
                        row -> Conninfo.of(seen, row.getString(1), row.getString(2)));
        set("twinkeel.upstream", Conninfo.label(upstream, seen));
        set("primary_conninfo", conninfo);
        if (!setting("restore_command").isEmpty()) {
            set("restore_command", "");
        }
        reload("primary_conninfo", conninfo, Deadline.in(ACT));
    }

    /// Stops the writes of a primary whose gates are closed and tells the position that holds every
    /// commit it ever acknowledged or will: see [Drain]. Undone by [#synchronise].
    public synchronized Position drain() {
        Deadline deadline = Deadline.in(ACT);
        if (recovering()) {
            throw refused("drain", "it is a standby and accepts no writes");
        }
        new Drain(hands, member, address).drain(deadline);
        return sightOfHands().position();
    }

    /// Commits a mark through the same path as a client's commit, so it comes back only when the
    /// synchronous set has it. Leaves no row.
    ///
    /// @return a position that contains the mark: a member that is at or past it on the same
    ///   timeline has it
    public synchronized Position canary(Duration limit) {
        return hands.ask(
                "commit a canary",
                limit,
                connection -> {
                    try (var statement = connection.createStatement()) {
                        statement.execute("SET synchronous_commit = on");
                        statement.execute(PostgresSql.CANARY.formatted(UUID.randomUUID()));
                        statement.execute("SET synchronous_commit = local");
                        try (var rows = statement.executeQuery(PostgresSql.SIGHT)) {
                            rows.next();
                            return PostgresSql.sight(rows).position();
                        }
                    }
                });
    }

    /// Makes every flush of the log by a commit take longer, as a slow disk does; empty undoes it.
    ///
    /// @param by at most 100 ms, the most that `commit_delay` takes
    public synchronized void delayFlushes(Optional<Duration> by) {
        String micros = Long.toString(by.map(it -> it.toNanos() / 1_000).orElse(0L));
        set("commit_siblings", by.isPresent() ? "0" : "5");
        set("commit_delay", micros);
        reload("commit_delay", micros, Deadline.in(ACT));
    }

    /// Calls back once when the member ends a connection that is held for nothing else: the fastest
    /// sign of a process that died. It is not called after the watch was closed, and not for a
    /// member that only hangs. Opening it may fail as any operation may.
    @Override
    public Watch watch(java.util.function.Consumer<String> whenClosed) {
        return Watch.open(member, address, passwordFile, whenClosed);
    }

    /// Creates the application's role and database on a primary and applies its schema once.
    /// Commits of this wait for no standby: at creation there is none.
    ///
    /// @return what became of the schema
    public Databases.Schema create(
            String database, String role, Path rolePasswordFile, Optional<Path> schema) {
        return new Databases(member, address, passwordFile)
                .create(database, role, rolePasswordFile, schema);
    }

    @Override
    public void close() {
        eyes.close();
        hands.close();
    }

    private Sight.Serving sightOfHands() {
        return hands.row("look", ACT, PostgresSql.SIGHT, PostgresSql::sight);
    }

    private boolean recovering() {
        return hands.row(
                "look at the role", ACT, "SELECT pg_is_in_recovery()", row -> row.getBoolean(1));
    }

    private void commitsWaitFor(Set<String> names, Deadline deadline) {
        String text = SynchronousNames.text(names);
        if (!setting("synchronous_standby_names").equals(text)) {
            set("synchronous_standby_names", text);
            reload("synchronous_standby_names", text, deadline);
        }
    }

    private String setting(String name) {
        return PostgresSql.setting(hands, name);
    }

    private void set(String name, String value) {
        PostgresSql.set(hands, name, value);
    }

    private void reload(String name, String value, Deadline deadline) {
        PostgresSql.reload(hands, member, name, value, deadline);
    }

    private void await(String doing, Deadline deadline, java.util.function.BooleanSupplier yes) {
        if (!deadline.await(POLL, yes)) {
            throw new PostgresException(
                    Kind.SILENT, doing + " on " + member + ": not in time; ask again");
        }
    }

    private PostgresException refused(String doing, String reason) {
        return new PostgresException(Kind.REFUSED, doing + " " + member + ": " + reason);
    }
}
