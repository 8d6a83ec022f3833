package dev.twinkeel.recovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Survives a driver as a file would. Thread-safe.
final class JournalInMemory implements Journal {
    private final List<Entry> entries = new ArrayList<>();
    private final int largeEntries;
    private Optional<State> base = Optional.empty();
    private long last;

    JournalInMemory(int largeEntries) {
        this.largeEntries = largeEntries;
    }

    @Override
    public synchronized void append(Entry entry) {
        if (entry.number() != last + 1) {
            throw new IllegalStateException("entry " + entry.number() + " after " + last);
        }
        last = entry.number();
        entries.add(entry);
    }

    @Override
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public synchronized Optional<State> base() {
        return base;
    }

    @Override
    public synchronized long last() {
        return last;
    }

    @Override
    public synchronized boolean large() {
        return entries.size() > largeEntries;
    }

    @Override
    public synchronized void restart(State state) {
        base = Optional.of(state);
        entries.clear();
    }

    /// As a damaged disk would.
    synchronized void change(int index, Entry entry) {
        entries.set(index, entry);
    }
}
