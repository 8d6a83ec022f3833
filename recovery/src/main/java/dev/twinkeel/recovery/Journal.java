package dev.twinkeel.recovery;

import java.util.List;
import java.util.Optional;

/// The append-only record of one engine. An entry is durable before any of its effects begins.
///
/// Replaying the entries' events through `Decide` must give the same stages and effects. Written by
/// one thread.
public interface Journal {
    /// @throws java.io.UncheckedIOException when it cannot be written; nothing was appended then
    void append(Entry entry);

    /// The state that the oldest entry's event met; empty when that is [State#initial].
    default Optional<State> base() {
        return Optional.empty();
    }

    /// Number of the newest entry ever appended, 0 when there is none.
    default long last() {
        List<Entry> entries = entries();
        return entries.isEmpty() ? 0 : entries.getLast().number();
    }

    /// Whether so much was written that it is time for [#restart].
    default boolean large() {
        return false;
    }

    /// Begins anew with a state; entries before it are no longer needed for a replay. Without room
    /// for that it goes on as before.
    default void restart(State base) {}

    /// Every whole entry since [#base], oldest first; a last line cut short by a crash is dropped.
    List<Entry> entries();
}
