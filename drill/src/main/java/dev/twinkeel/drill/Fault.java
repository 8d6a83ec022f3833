package dev.twinkeel.drill;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is broken, named by its role at the moment of the fault. `none` is the control.
///
/// @param means how exactly; [Means#PLAIN] where nothing more is to be said
public record Fault(Action action, Target target, Means means) {
    /// How it is broken.
    public enum Action {
        /// SIGKILL to every process of the target.
        KILL,
        /// SIGSTOP to every process of the target.
        FREEZE,
        /// No byte passes between the target and the rest of the world, in both directions.
        CUT,
        /// Nothing is broken: a person orders the engine to move the target's role elsewhere,
        /// losing nothing.
        MOVE,
        /// Nothing is broken: a person orders the engine of the target to take the writes over, as
        /// after a loss; nothing is promised about what is lost.
        FAILOVER,
        /// What the target writes to its disk arrives late: see `docs/drills.md`.
        SLOW_DISK,
        /// The target can write nothing more to its disk.
        FILL_DISK,
        /// Messages that no reader can handle are put into the target.
        POISON,
        /// A statement deletes everything in the table that the ledger is read from, in every copy.
        ERASE,
        /// Nothing is broken: what was erased is restored as it was a second before, on a server of
        /// its own.
        RESTORE,
        /// Nothing is broken: the application's password to the target is changed.
        ROTATE,
        /// Nothing is done.
        NONE;

        /// As a file says it.
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// What is broken.
    public enum Target {
        /// The PostgreSQL server that accepts the writes of the ledger's database.
        DATABASE,
        /// The zone of that server.
        ZONE,
        /// The region that accepts the writes.
        REGION,
        /// The primary of the first cache, in the region that serves.
        CACHE,
        /// What sends the tables' changes to the other region, in the region that serves.
        REPLICATION,
        /// The store of objects in the region that does not.
        OTHER_BUCKETS,
        /// The first queue, in the region that serves: its broker, or what is in it.
        QUEUE,
        /// The certificates of all servers that users reach by TLS.
        CERTIFICATES,
        /// The region that does not.
        OTHER_REGION,
        /// The third place, which breaks ties.
        WITNESS,
        /// Every PostgreSQL server that confirms the commits of the ledger's database.
        STANDBYS,
        /// The zones of those.
        STANDBY_ZONES,
        /// The PostgreSQL server of the ledger's database in the region that accepts no writes.
        REPLICA,
        /// The recovery agent of the region that accepts the writes.
        AGENT,
        /// The recovery agent of the other region.
        OTHER_AGENT,
        /// The majority of the consensus store: its servers in the other region and at the witness.
        STORE,
        /// Nothing.
        NOTHING;

        /// As a file says it.
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// Which of a link's two ways, as seen from the target.
    public enum Way {
        BOTH,
        /// Nothing reaches the target.
        IN,
        /// Nothing that the target sends arrives.
        OUT
    }

    /// Done again and again, and undone each time.
    ///
    /// @param lasting how long it stays each time
    /// @param every from one to the next
    public record Pulse(Duration lasting, Duration every, int times) {}

    /// How a fault is done, beside what its action and target say.
    ///
    /// @param from of a cut: only the links to these; empty: to everything
    /// @param way of a cut
    /// @param by how late
    /// @param pulse empty: it stays until it is healed
    /// @param acceptLoss of a failover: a replica that is behind the objective may be promoted
    public record Means(
            List<Target> from,
            Way way,
            Optional<Duration> by,
            Optional<Pulse> pulse,
            boolean acceptLoss) {
        public static final Means PLAIN =
                new Means(List.of(), Way.BOTH, Optional.empty(), Optional.empty(), false);

        public Means {
            from = List.copyOf(from);
        }

        @Override
        public String toString() {
            StringBuilder words = new StringBuilder();
            if (!from.isEmpty()) {
                words.append(" from ");
                words.append(String.join(" and ", from.stream().map(Target::word).toList()));
            }
            switch (way) {
                case BOTH -> {}
                case IN -> words.append(", the way in only");
                case OUT -> words.append(", the way out only");
            }
            by.ifPresent(it -> words.append(" by ").append(Words.time(it)));
            pulse.ifPresent(it -> words.append(told(it)));
            return words.append(acceptLoss ? ", accepting loss" : "").toString();
        }

        private static String told(Pulse pulse) {
            return pulse.times() == 1
                    ? " for " + Words.time(pulse.lasting())
                    : " %d times for %s, every %s"
                            .formatted(
                                    pulse.times(),
                                    Words.time(pulse.lasting()),
                                    Words.time(pulse.every()));
        }
    }

    /// The control.
    public static final Fault NONE = new Fault(Action.NONE, Target.NOTHING);

    public Fault {
        if ((action == Action.NONE) != (target == Target.NOTHING)) {
            throw new IllegalArgumentException("make a fault: " + action + " of " + target);
        }
    }

    public Fault(Action action, Target target) {
        this(action, target, Means.PLAIN);
    }

    public boolean isControl() {
        return action == Action.NONE;
    }

    /// A region is cut off from everything: what is broken is alive and might go on writing.
    public boolean isPartition() {
        return action == Action.CUT && target == Target.REGION && means.from().isEmpty();
    }

    /// Nothing is broken: a person orders something.
    public boolean isOrder() {
        return action == Action.MOVE || action == Action.FAILOVER;
    }

    /// What is broken is no part of a write: clients' reads tell what it does to them.
    public boolean isOfReads() {
        return target == Target.CACHE;
    }

    /// A planned move: nothing is broken, and the outage begins when the engine stops the writes.
    public boolean isPlanned() {
        return action == Action.MOVE;
    }

    /// Its effect is seen when something was prepared or tried often enough, not at once.
    boolean takesTime() {
        return isOrder() || action == Action.POISON || action == Action.ROTATE;
    }

    /// Whoever accepts the writes is hit itself.
    boolean hitsWriter() {
        return switch (target) {
            case DATABASE, ZONE, REGION -> means.from().isEmpty();
            case OTHER_REGION, WITNESS, STANDBYS, STANDBY_ZONES, REPLICA -> false;
            case AGENT, OTHER_AGENT, STORE, CACHE, NOTHING -> false;
            case REPLICATION, OTHER_BUCKETS, QUEUE, CERTIFICATES -> false;
        };
    }

    @Override
    public String toString() {
        return isControl() ? "none" : action.word().replace('-', ' ') + " " + target.word() + means;
    }
}
