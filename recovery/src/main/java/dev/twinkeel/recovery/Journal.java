package dev.twinkeel.recovery;

import java.util.List;

/// The append-only record of one engine. An entry is durable before any of its effects begins.
///
/// Replaying the entries' events through `Decide` must give the same stages and effects. Written by
/// one thread.
public interface Journal {
    void append(Entry entry);

    /// Every whole entry, oldest first; a last line cut short by a crash is dropped.
    List<Entry> entries();
}
