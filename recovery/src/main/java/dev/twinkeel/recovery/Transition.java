package dev.twinkeel.recovery;

import static dev.twinkeel.recovery.Transition.Kind.*;

import java.util.EnumSet;
import java.util.Set;

/// Every way from one stage to another. `docs/recovery.md` shows this table; a change of stage that
/// is not in it is a bug and stops the engine.
public enum Transition {
    LOSS_SEEN(
            AWAITING,
            "the witness and another vantage point say that the holder's region is lost",
            STANDING);

    /// The stages' names, in the order of the table.
    public enum Kind {
        STANDING,
        AWAITING
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

    public Kind to() {
        return to;
    }

    public String why() {
        return why;
    }
}
