package dev.twinkeel.recovery;

import java.util.List;
import java.util.Optional;

/// What one event leads to.
///
/// @param sentence what the operator is told; present whenever the stage changed
/// @param taken the transitions made, in order; more than one when a stage was left at once
/// @param recorded the step belongs in the journal: it changed something other than the time, or
///   asked for something. Replaying only such steps' events gives the same states
public record Step(
        State next,
        List<Effect> effects,
        Optional<String> sentence,
        List<Transition> taken,
        boolean recorded) {
    public Step {
        effects = List.copyOf(effects);
        taken = List.copyOf(taken);
    }
}
