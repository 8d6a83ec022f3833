package dev.twinkeel.recovery;

import static dev.twinkeel.recovery.Transition.Kind.*;

import java.util.EnumSet;
import java.util.Set;

/// Every way from one stage to another. `docs/recovery.md` shows this table; a change of stage that
/// is not in it is a bug and stops the engine.
public enum Transition {
    RESTARTED(
            STANDING,
            "the engine starts again with its journal; what it knew is read again",
            AWAITING,
            CLAIMING,
            ELECTING,
            SWAPPING,
            PROMOTING,
            JOINING,
            REROUTING,
            VERIFYING,
            HOLDING,
            PREPARING,
            LEADING,
            DRAINING,
            CATCHING_UP,
            LAPSED,
            BLOCKED),
    NAMED(CLAIMING, "the lease names this region", STANDING, AWAITING, ELECTING),
    LOSS_SEEN(
            AWAITING,
            "the witness and another vantage point say that the holder's region is lost",
            STANDING),
    FAILOVER_ORDERED(AWAITING, "a person ordered the failover to this region", STANDING),
    LOSS_GONE(
            STANDING,
            "the evidence is gone before the lease was swapped",
            AWAITING,
            ELECTING,
            SWAPPING,
            BLOCKED),
    HOLDER_ALIVE(STANDING, "a person's failover found a holder that renews", AWAITING),
    RAN_OUT(
            ELECTING,
            "evidence (or an order), hold-down and approval are there, and the lease ran out",
            AWAITING),
    RAN_OUT_NO_DATABASE(SWAPPING, "the same, for an application without a database", AWAITING),
    RENEWED(AWAITING, "the lease changed: its holder is alive", ELECTING, SWAPPING),
    CHOSEN(
            SWAPPING,
            "everyone who may have an acknowledged commit answered, and the furthest is known",
            ELECTING),
    NOT_ALL_ANSWERED(
            BLOCKED, "someone who may have an acknowledged commit does not answer", ELECTING),
    HISTORIES_FORKED(BLOCKED, "two answers are on different timelines", ELECTING),
    LAGS(BLOCKED, "the replica is further behind than the objective", ELECTING),
    SWAPPED(CLAIMING, "the lease, read again, names our candidate", SWAPPING),
    CHANGED_MEANWHILE(CLAIMING, "the lease is ours but was changed meanwhile", SWAPPING),
    TAKEN(
            STANDING,
            "the lease is another region's: taken on evidence, or handed over",
            CLAIMING,
            ELECTING,
            SWAPPING,
            PROMOTING,
            JOINING,
            REROUTING,
            VERIFYING,
            HOLDING,
            PREPARING,
            LEADING,
            DRAINING,
            CATCHING_UP,
            LAPSED,
            BLOCKED),
    CLAIMED(PROMOTING, "the lease is renewed by this engine", CLAIMING),
    CLAIMED_NO_DATABASE(
            REROUTING, "the lease of an application without a database is renewed", CLAIMING),
    CLAIMED_NO_DATABASE_AGAIN(HOLDING, "the same, when the users are here already", CLAIMING),
    RESUMED_MOVED(
            REROUTING, "renewed, and the primary still serves exactly as the lease says", CLAIMING),
    RESUMED(HOLDING, "the same, when the users are here already", CLAIMING),
    UNCONFIRMED(
            CLAIMING,
            "the lease could not be renewed before writes were let in",
            PROMOTING,
            JOINING),
    PROMOTED(JOINING, "the holder is a primary under its epoch", PROMOTING),
    OPENED_MOVED(
            REROUTING,
            "a synchronous member has caught up, or none came in time and the lease says so",
            JOINING),
    OPENED(HOLDING, "the same, when the users are here already", JOINING),
    REROUTED(VERIFYING, "the users are sent to this region", REROUTING, HOLDING),
    NOT_REROUTED(
            HOLDING,
            "the edge is refused: another database of the application is held elsewhere",
            REROUTING),
    VERIFIED(HOLDING, "the region is proved to serve, from outside", VERIFYING),
    PRIMARY_LOST(
            ELECTING,
            "the primary is gone or silent, and its synchronous members have every commit",
            PROMOTING,
            JOINING,
            REROUTING,
            VERIFYING,
            HOLDING,
            PREPARING,
            LEADING,
            DRAINING,
            CATCHING_UP),
    ONLY_COPY_LOST(
            BLOCKED,
            "the primary is lost, and nobody else is known to have every commit",
            ELECTING,
            PROMOTING,
            JOINING,
            REROUTING,
            VERIFYING,
            HOLDING,
            PREPARING,
            LEADING,
            DRAINING,
            CATCHING_UP),
    LAPSED_UNRENEWED(
            LAPSED,
            "the lease could not be renewed in time: nothing is granted, the primary is fenced",
            REROUTING,
            VERIFYING,
            HOLDING,
            PREPARING,
            LEADING,
            DRAINING,
            CATCHING_UP),
    CONFIRMED_AGAIN(CLAIMING, "the lease is renewed again; nobody else took it", LAPSED),
    BACK_IN_SIGHT(CLAIMING, "a member that was missing is seen", BLOCKED),
    RETRIED(AWAITING, "a person accepted the loss, or what was missing has changed", BLOCKED),
    MOVE_ORDERED(PREPARING, "a person ordered a planned move", HOLDING),
    MOVE_ORDERED_NO_DATABASE(SWAPPING, "the same, for an application without a database", HOLDING),
    MOVE_GIVEN_UP(HOLDING, "the target was not ready in time", PREPARING),
    MOVE_READY(DRAINING, "the target has nearly caught up", PREPARING),
    USERS_FIRST(
            LEADING, "the same, when it is in another region: the users go there first", PREPARING),
    USERS_GONE(DRAINING, "the users are in the target's region, or cannot be sent", LEADING),
    USERS_CALLED_BACK(REROUTING, "the target's region is lost, or the target fell behind", LEADING),
    DRAINED(CATCHING_UP, "the primary's log is at its end", DRAINING),
    CAUGHT_UP(SWAPPING, "the target has everything", CATCHING_UP),
    MOVE_ABORTED(
            JOINING,
            "the planned move took too long; writes are let in where they were",
            DRAINING,
            CATCHING_UP,
            SWAPPING),
    MOVE_ABORTED_NO_DATABASE(CLAIMING, "the same, for an application without a database", SWAPPING);

    /// The stages' names, in the order of the table.
    public enum Kind {
        STANDING,
        AWAITING,
        CLAIMING,
        ELECTING,
        SWAPPING,
        PROMOTING,
        JOINING,
        REROUTING,
        VERIFYING,
        HOLDING,
        PREPARING,
        LEADING,
        DRAINING,
        CATCHING_UP,
        LAPSED,
        BLOCKED;

        public static Kind of(Stage stage) {
            return switch (stage) {
                case Stage.Standing _ -> STANDING;
                case Stage.Awaiting _ -> AWAITING;
                case Stage.Claiming _ -> CLAIMING;
                case Stage.Electing _ -> ELECTING;
                case Stage.Swapping _ -> SWAPPING;
                case Stage.Promoting _ -> PROMOTING;
                case Stage.Joining _ -> JOINING;
                case Stage.Rerouting _ -> REROUTING;
                case Stage.Verifying _ -> VERIFYING;
                case Stage.Holding _ -> HOLDING;
                case Stage.Preparing _ -> PREPARING;
                case Stage.Leading _ -> LEADING;
                case Stage.Draining _ -> DRAINING;
                case Stage.CatchingUp _ -> CATCHING_UP;
                case Stage.Lapsed _ -> LAPSED;
                case Stage.Blocked _ -> BLOCKED;
            };
        }

        /// The stage's name, as in [Stage#name].
        public String title() {
            var title = new StringBuilder();
            for (String word : name().split("_", -1)) {
                title.append(word.charAt(0))
                        .append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
            }
            return title.toString();
        }
    }

    private final Kind to;
    private final String why;

    @SuppressWarnings("ImmutableEnumChecker") // never handed out
    private final Set<Kind> from;

    Transition(Kind to, String why, Kind first, Kind... rest) {
        this.to = to;
        this.why = why;
        this.from = EnumSet.of(first, rest);
    }

    public Set<Kind> from() {
        return EnumSet.copyOf(from);
    }

    boolean leads(Stage before, Stage after) {
        return from.contains(Kind.of(before)) && to == Kind.of(after);
    }

    public Kind to() {
        return to;
    }

    public String why() {
        return why;
    }
}
