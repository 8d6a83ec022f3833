package dev.twinkeel.drill;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A named instant of a recovery, for tables and drawings.
///
/// @param meaning what has happened by then
record Moment(String name, @Nullable Long millis, String meaning) {
    static List<Moment> of(Phases phases) {
        return List.of(
                new Moment("detected", phases.detected(), "an agent saw that something is gone"),
                new Moment(
                        "decided",
                        phases.decided(),
                        "an agent began to give the writes to another"),
                new Moment(
                        "fenced",
                        phases.fenced(),
                        "the old writer was dead, or its lease had run out"),
                new Moment("promoted", phases.promoted(), "the new writer accepted writes"),
                new Moment("rerouted", phases.rerouted(), "users were sent to the other region"),
                new Moment(
                        "steady",
                        phases.steady(),
                        "every client was served, to the end of the run"));
    }

    /// Those that were reached, in the order of time.
    static List<Moment> reached(Phases phases) {
        List<Moment> reached = new ArrayList<>();
        for (Moment moment : of(phases)) {
            if (moment.millis() != null) {
                reached.add(moment);
            }
        }
        reached.sort(java.util.Comparator.comparingLong(Moment::at));
        return reached;
    }

    long at() {
        return millis == null ? -1 : millis;
    }
}
