package dev.twinkeel.recovery;

import java.util.List;
import java.util.Optional;

/// One line of the journal: an event that changed something or asked for something, what was
/// decided, and the sentence for the operator.
///
/// @param number 1 for the first entry of a journal, then one more each
/// @param stage name of the stage after the event
/// @param epoch the newest epoch known after the event
public record Entry(
        long number,
        String place,
        String database,
        Event event,
        String stage,
        long epoch,
        List<Effect> effects,
        Optional<String> sentence) {
    public Entry {
        effects = List.copyOf(effects);
    }
}
