package dev.twinkeel.recovery;

import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What each member looks like, by name; never changes. A handful, of which most events make a copy
/// with one of them changed and look up all: two arrays do that faster than a hash table.
final class Sights extends AbstractMap<String, State.Seen> {
    static final Sights NONE = new Sights(new String[0], new State.Seen[0]);

    private final String[] names;
    private final State.Seen[] seen;

    private Sights(String[] names, State.Seen[] seen) {
        this.names = names;
        this.seen = seen;
    }

    /// The same map, if it is not one of these already.
    static Sights of(Map<String, State.Seen> sights) {
        if (sights instanceof Sights already) {
            return already;
        }
        Sights all = NONE;
        for (var each : sights.entrySet()) {
            all = all.with(each.getKey(), each.getValue());
        }
        return all;
    }

    /// With one member seen like this.
    Sights with(String name, State.Seen now) {
        int place = place(name);
        if (place >= 0) {
            State.Seen[] changed = seen.clone();
            changed[place] = now;
            return new Sights(names, changed);
        }
        String[] more = Arrays.copyOf(names, names.length + 1);
        State.Seen[] moreSeen = Arrays.copyOf(seen, seen.length + 1);
        more[names.length] = name;
        moreSeen[seen.length] = now;
        return new Sights(more, moreSeen);
    }

    /// It is nearly always the very same string: to find that out first costs next to nothing.
    @SuppressWarnings("ReferenceEquality")
    private int place(Object name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i] == name) {
                return i;
            }
        }
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public State.@Nullable Seen get(Object name) {
        int place = place(name);
        return place < 0 ? null : seen[place];
    }

    @Override
    public boolean containsKey(Object name) {
        return place(name) >= 0;
    }

    @Override
    public int size() {
        return names.length;
    }

    /// In the order in which they were first seen, in every process.
    @Override
    public Set<Entry<String, State.Seen>> entrySet() {
        Set<Entry<String, State.Seen>> all = new LinkedHashSet<>();
        for (int i = 0; i < names.length; i++) {
            all.add(Map.entry(names[i], seen[i]));
        }
        return Collections.unmodifiableSet(all);
    }
}
