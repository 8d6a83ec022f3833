package dev.twinkeel.forecast;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is due and when, ordered by the instant and then by the order of planning.
///
/// Every event goes through it, so it is as plain as can be: one number for instant and order (42
/// bits of microseconds, 21 of order), and these numbers sorted, the next one last. Some tens are
/// planned at a time and most of them are due soon, so a new one finds its place after a few steps:
/// that is faster than a heap.
final class Agenda {
    private static final int ORDER_BITS = 21;
    private static final int ORDER_MASK = (1 << ORDER_BITS) - 1;

    /// Latest first.
    private long[] keys = new long[64];

    /// Where each one's action is, in the same order; after them the places that are free.
    private int[] places = {};

    private @Nullable Runnable[] actions = {};

    private int size;
    private int planned;

    Agenda() {
        grow(keys.length);
    }

    private void grow(int length) {
        int before = places.length;
        keys = Arrays.copyOf(keys, length);
        places = Arrays.copyOf(places, length);
        actions = Arrays.copyOf(actions, length);
        for (int i = before; i < length; i++) {
            places[i] = i;
        }
    }

    void add(long at, Runnable action) {
        if (planned > ORDER_MASK) {
            throw new Broken("the run never ends: " + planned + " things were planned");
        }
        if (size == keys.length) {
            grow(size * 2);
        }
        int free = places[size];
        actions[free] = action;
        long key = at << ORDER_BITS | planned++;
        int i = size++;
        while (i > 0 && keys[i - 1] < key) {
            keys[i] = keys[i - 1];
            places[i] = places[i - 1];
            i--;
        }
        keys[i] = key;
        places[i] = free;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long nextDue() {
        return nextKey() >> ORDER_BITS;
    }

    /// Tells an instant and an order apart from every other one of a run.
    long nextKey() {
        return keys[size - 1];
    }

    Runnable remove() {
        int place = places[--size];
        Runnable action = Objects.requireNonNull(actions[place], "done already");
        // What is done is not to be kept.
        actions[place] = null;
        return action;
    }
}
