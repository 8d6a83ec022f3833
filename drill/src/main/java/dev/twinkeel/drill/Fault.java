package dev.twinkeel.drill;

import java.util.List;
import java.util.Locale;

/// What is broken, named by its role at the moment of the fault. `none` is the control.
public record Fault(Action action, Target target) {
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
        /// Nothing is done.
        NONE
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
        /// Nothing.
        NOTHING
    }

    /// The control.
    public static final Fault NONE = new Fault(Action.NONE, Target.NOTHING);

    /// Every fault there is.
    public static final List<Fault> ALL =
            List.of(
                    new Fault(Action.KILL, Target.DATABASE),
                    new Fault(Action.KILL, Target.ZONE),
                    new Fault(Action.KILL, Target.REGION),
                    new Fault(Action.KILL, Target.CACHE),
                    new Fault(Action.FREEZE, Target.CACHE),
                    new Fault(Action.FREEZE, Target.DATABASE),
                    new Fault(Action.FREEZE, Target.ZONE),
                    new Fault(Action.FREEZE, Target.REGION),
                    new Fault(Action.CUT, Target.DATABASE),
                    new Fault(Action.CUT, Target.ZONE),
                    new Fault(Action.CUT, Target.REGION),
                    new Fault(Action.MOVE, Target.DATABASE),
                    new Fault(Action.MOVE, Target.ZONE),
                    new Fault(Action.MOVE, Target.REGION),
                    NONE);

    public Fault {
        if ((action == Action.NONE) != (target == Target.NOTHING)) {
            throw new IllegalArgumentException("make a fault: " + action + " of " + target);
        }
    }

    public boolean isControl() {
        return action == Action.NONE;
    }

    /// A partition: what is broken is alive and might go on writing.
    public boolean isPartition() {
        return action == Action.CUT && target == Target.REGION;
    }

    /// What is broken is no part of a write: clients' reads tell what it does to them.
    public boolean isOfReads() {
        return target == Target.CACHE;
    }

    /// A planned move: nothing is broken, and the outage begins when the engine stops the writes.
    public boolean isPlanned() {
        return action == Action.MOVE;
    }

    @Override
    public String toString() {
        return isControl()
                ? "none"
                : (action + " " + target).toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
