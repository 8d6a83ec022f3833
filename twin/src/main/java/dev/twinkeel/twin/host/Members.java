package dev.twinkeel.twin.host;

import dev.twinkeel.model.Database;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.engine.PostgresControl;
import dev.twinkeel.twin.engine.PostgresInstallation;
import dev.twinkeel.twin.engine.PostgresServer;
import dev.twinkeel.twin.engine.PostgresSpec;
import dev.twinkeel.twin.engine.Processes;
import dev.twinkeel.twin.engine.RunningProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The PostgreSQL servers of the twin: made, started, killed and rebuilt here, on the orders of
/// recovery agents. What role a member has is never decided here.
///
/// An order carries the epoch of the lease that it was given under; one older than the newest seen
/// for the same database is refused, so that a late order of a former holder does nothing.
/// Thread-safe.
final class Members {
    private static final System.Logger LOG = System.getLogger(Members.class.getName());

    /// Of the member that another is to be cloned from.
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Layout layout;
    private final StateFolder state;
    private final Processes processes;
    private final PostgresInstallation postgres;
    private final FirstMembers first;
    private final Map<String, PostgresServer> servers = new LinkedHashMap<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private final Map<String, Rebuild> rebuilds = new ConcurrentHashMap<>();
    private final Set<String> lost = new HashSet<>();

    /// The host makes the first members itself; orders for them wait until it has.
    private volatile boolean starting = true;

    /// How far an order is that takes its time.
    sealed interface Progress {
        record Running(String what) implements Progress {}

        record Done() implements Progress {}

        record Refused(String why) implements Progress {}
    }

    private record Rebuild(long epoch, String upstream, Progress progress) {}

    /// @param spots of the application's file, beside which schema files are looked up
    Members(
            Layout layout,
            StateFolder state,
            Processes processes,
            PostgresInstallation postgres,
            Spots spots) {
        this.layout = layout;
        this.state = state;
        this.processes = processes;
        this.postgres = postgres;
        this.first = new FirstMembers(layout, state, spots, this::server);
        for (Database database : layout.application().databases()) {
            layout.members(database).forEach(member -> servers.put(member.name(), server(member)));
        }
    }

    private PostgresServer server(Member member) {
        Place zone = layout.place(member.zone());
        return new PostgresServer(
                postgres,
                processes,
                new PostgresSpec(
                        member.name(),
                        zone.name(),
                        layout.member(zone, member),
                        state.data(member.name()),
                        state.logs().resolve(member.name() + ".log"),
                        state.secret("postgres")));
    }

    PostgresServer server(String member) {
        PostgresServer server = servers.get(member);
        if (server == null) {
            throw new IllegalArgumentException("no database member \"" + member + "\"");
        }
        return server;
    }

    /// The first members are made: from now on agents give the orders.
    void started() {
        starting = false;
    }

    boolean forgetHalfMade() {
        return first.forgetHalfMade();
    }

    /// Starts a database that exists, or makes it.
    void bring(Database database) {
        first.bring(database);
    }

    /// Kills a member; returning is the proof that it is dead.
    ///
    /// @throws IllegalArgumentException when the order is older than one seen
    void fence(String member, long epoch) {
        Optional<String> old = older(member, epoch);
        if (old.isPresent()) {
            throw new IllegalArgumentException(old.get());
        }
        server(member).kill();
    }

    private synchronized Optional<String> older(String member, long epoch) {
        String database = layout.databaseOf(layout.member(member)).name();
        long newest = epochs.merge(database, epoch, Math::max);
        return newest > epoch
                ? Optional.of(
                        "order for %s under epoch %d: epoch %d is the newest"
                                .formatted(member, epoch, newest))
                : Optional.empty();
    }

    /// Rebuilds a member as a standby of another: asked again, it tells how far that is. What the
    /// member has is kept aside first.
    Progress rebuild(String member, long epoch, String upstream) {
        Optional<String> old = older(member, epoch);
        if (old.isPresent()) {
            return new Progress.Refused(old.get());
        }
        Member rebuilt = layout.member(member);
        Member source = layout.member(upstream);
        if (starting) {
            return new Progress.Refused("the members are being made for the first time");
        }
        if (lost(rebuilt.zone())) {
            return new Progress.Refused("zone " + rebuilt.zone() + " is down");
        }
        Rebuild now =
                rebuilds.compute(
                        member,
                        (_, before) ->
                                before != null && before.progress() instanceof Progress.Running
                                        ? before
                                        : taken(before, epoch, upstream)
                                                .orElseGet(() -> begin(rebuilt, source, epoch)));
        if (!(now.progress() instanceof Progress.Running)) {
            rebuilds.remove(member, now);
        }
        return now.progress();
    }

    /// Starts a dead member from its own disk: asked again, it tells how far that is.
    ///
    /// @param standby as a standby that follows nobody, whatever it was
    Progress revive(String member, long epoch, boolean standby) {
        Optional<String> old = older(member, epoch);
        if (old.isPresent()) {
            return new Progress.Refused(old.get());
        }
        PostgresServer server = server(member);
        if (server.alive()) {
            return new Progress.Done();
        }
        if (lost(layout.member(member).zone()) || !server.created()) {
            return new Progress.Refused(
                    member + " cannot be started: its zone is down, or it has no data");
        }
        return unlessRunning(member, () -> revived(server, member, standby)).progress();
    }

    /// What is done to a member now, or else what is begun. The result of an earlier order that
    /// nobody came back for says nothing about this one.
    private Rebuild unlessRunning(String member, Supplier<Rebuild> begin) {
        return rebuilds.compute(
                member,
                (_, before) ->
                        before != null && before.progress() instanceof Progress.Running
                                ? before
                                : begin.get());
    }

    private Rebuild revived(PostgresServer server, String member, boolean standby) {
        Thread.ofVirtual()
                .name("revive-" + member)
                .start(
                        () -> {
                            try {
                                if (standby) {
                                    server.startAlone();
                                } else {
                                    server.start();
                                }
                                killIfLost(server, layout.member(member));
                            } catch (RuntimeException e) {
                                LOG.log(System.Logger.Level.WARNING, "start " + member, e);
                            } finally {
                                rebuilds.remove(member);
                            }
                        });
        return new Rebuild(0, "", new Progress.Running("starting " + member));
    }

    /// The result of the same order, to be told once.
    private static Optional<Rebuild> taken(@Nullable Rebuild before, long epoch, String upstream) {
        return Optional.ofNullable(before)
                .filter(it -> it.epoch() == epoch && it.upstream().equals(upstream));
    }

    private Rebuild begin(Member member, Member upstream, long epoch) {
        // A thread of the system: what copies thousands of files would hold up the virtual ones.
        Thread.ofPlatform()
                .daemon()
                .name("rebuild-" + member.name())
                .start(() -> carryOut(member, upstream, epoch));
        return new Rebuild(
                epoch,
                upstream.name(),
                new Progress.Running("cloning " + member.name() + " from " + upstream.name()));
    }

    private void carryOut(Member member, Member upstream, long epoch) {
        Progress result;
        PostgresServer server = server(member.name());
        boolean ran = server.alive();
        try {
            mustAnswer(member, upstream);
            server.kill();
            first.clone(member, upstream);
            killIfLost(server, member);
            result = new Progress.Done();
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "rebuild " + member.name() + " from " + upstream.name(),
                    e);
            result =
                    new Progress.Refused(
                            "rebuild "
                                    + member.name()
                                    + " from "
                                    + upstream.name()
                                    + ": "
                                    + e.getMessage());
            if (ran) {
                asBefore(server, member);
            }
        }
        rebuilds.put(member.name(), new Rebuild(epoch, upstream.name(), result));
    }

    /// Nothing of the member is touched for an upstream that is dead: what it has may be all there
    /// is.
    private void mustAnswer(Member member, Member upstream) {
        Address seen = layout.member(layout.place(member.zone()), upstream);
        try (PostgresControl control =
                new PostgresControl(upstream.name(), seen, state.secret("postgres"))) {
            control.sight(ANSWER);
        }
    }

    /// Starts a member with what it had, when it has something and its zone is there.
    private void asBefore(PostgresServer server, Member member) {
        try {
            if (server.created() && !server.alive() && !lost(member.zone())) {
                server.start();
                killIfLost(server, member);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "start " + member.name() + " as it was", e);
        }
    }

    /// Its zone may have been killed while it was being started: whoever did that need not have
    /// found its process yet.
    private void killIfLost(PostgresServer server, Member member) {
        if (lost(member.zone())) {
            server.kill();
        }
    }

    synchronized void lose(List<String> zones) {
        lost.addAll(zones);
    }

    /// The machines of these zones are back: their members start, as a service does at boot, as
    /// what they were. Nobody can reach one until an agent has proved its role.
    void regain(List<String> zones) {
        synchronized (this) {
            lost.removeAll(zones);
        }
        servers.keySet().stream()
                .filter(name -> zones.contains(layout.member(name).zone()))
                .forEach(this::start);
    }

    /// Starts a member that is dead, as what it was.
    ///
    /// @return whether there is such a member, dead and with data
    boolean start(String name) {
        PostgresServer server = servers.get(name);
        if (server == null || !server.created() || server.alive()) {
            return false;
        }
        Member member = layout.member(name);
        Rebuild _ = unlessRunning(name, () -> boot(server, member));
        return true;
    }

    private Rebuild boot(PostgresServer server, Member member) {
        Thread.ofVirtual()
                .name("boot-" + member.name())
                .start(
                        () -> {
                            asBefore(server, member);
                            rebuilds.remove(member.name());
                        });
        return new Rebuild(0, "", new Progress.Running("starting " + member.name()));
    }

    private synchronized boolean lost(String zone) {
        return lost.contains(zone);
    }

    List<Status.Unit> status(Set<String> frozen) {
        return servers.entrySet().stream()
                .filter(entry -> entry.getValue().created())
                .map(entry -> status(entry.getKey(), frozen))
                .toList();
    }

    private Status.Unit status(String name, Set<String> frozen) {
        Optional<RunningProcess> process = processes.running(name);
        Member member = layout.member(name);
        Place zone = layout.place(member.zone());
        String condition = process.isEmpty() ? "dead" : frozen.contains(name) ? "frozen" : "ready";
        return new Status.Unit(
                name,
                "database",
                member.zone(),
                condition,
                process.map(RunningProcess::pid).orElse(0L),
                Optional.of(layout.member(zone, member)),
                0);
    }
}
