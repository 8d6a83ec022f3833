package dev.twinkeel.drill;

import java.time.Duration;

/// One thing that a drill does to the system, and when.
public record Step(When when, Deed deed) {
    /// How long a step waits for a recovery to reach a stage.
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    /// What a step waits for, from the instant of the step before.
    public sealed interface When {
        /// A time passes.
        record After(Duration time) implements When {
            @Override
            public String toString() {
                return time.isZero() ? "at once" : "after " + Words.time(time);
            }
        }

        /// Some agent's engine enters a stage of its recovery, by the name that `docs/recovery.md`
        /// gives it.
        ///
        /// @param later how long after that
        record Reached(String stage, Duration within, Duration later) implements When {
            @Override
            public String toString() {
                return later.isZero()
                        ? "when an engine is " + stage
                        : Words.time(later) + " after an engine is " + stage;
            }
        }
    }

    /// What a step does.
    public sealed interface Deed {
        /// Breaks something, or asks the engine for something as a person would.
        record Inflict(Fault fault) implements Deed {
            @Override
            public String toString() {
                return fault.toString();
            }
        }

        /// Undoes an earlier step.
        ///
        /// @param step its number; the drill's fault is 1
        record Heal(int step) implements Deed {
            @Override
            public String toString() {
                return "heal what step " + step + " did";
            }
        }
    }

    /// The first step of every drill.
    static Step first(Fault fault) {
        return new Step(new When.After(Duration.ZERO), new Deed.Inflict(fault));
    }

    /// How long it takes at most.
    Duration longest() {
        Duration wait =
                switch (when) {
                    case When.After(Duration time) -> time;
                    case When.Reached(_, Duration within, Duration later) -> within.plus(later);
                };
        return switch (deed) {
            case Deed.Heal _ -> wait;
            case Deed.Inflict(Fault fault) ->
                    wait.plus(
                            fault.means()
                                    .pulse()
                                    .map(it -> it.every().multipliedBy(it.times()))
                                    .orElse(Duration.ZERO));
        };
    }

    @Override
    public String toString() {
        return deed + " " + when;
    }
}
