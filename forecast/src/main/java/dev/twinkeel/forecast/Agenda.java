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
    private long[] keys = new long[256];

    /// By the order of planning.
    private @Nullable Object[] actions = new Object[4096];

    private int size;
    private int planned;

    void add(long at, Runnable action) {
        if (planned > ORDER_MASK) {
            throw new Broken("the run never ends: " + planned + " things were planned");
        }
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
        }
        if (planned == actions.length) {
            actions = Arrays.copyOf(actions, planned * 2);
        }
        actions[planned] = action;
        long key = at << ORDER_BITS | planned++;
        int place = size++;
        while (place > 0 && keys[place - 1] < key) {
            keys[place] = keys[place - 1];
            place--;
        }
        keys[place] = key;
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
        int order = (int) keys[--size] & ORDER_MASK;
        Runnable action = (Runnable) Objects.requireNonNull(actions[order], "done already");
        actions[order] = null;
        return action;
    }
}
