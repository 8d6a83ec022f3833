package dev.twinkeel.forecast;

import java.util.Arrays;

/// What is due and when: a binary heap ordered by the instant and then by the order of planning, on
/// plain arrays, because every run goes through it thousands of times.
///
/// Instant and order share one number: 42 bits of microseconds, 21 of order.
final class Agenda {
    private static final int ORDER_BITS = 21;

    private long[] keys = new long[256];
    private Runnable[] actions = new Runnable[256];
    private int size;
    private long planned;

    void add(long at, Runnable action) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            actions = Arrays.copyOf(actions, size * 2);
        }
        if (planned >> ORDER_BITS != 0) {
            throw new Broken("the run never ends: " + planned + " things were planned");
        }
        long key = at << ORDER_BITS | planned++;
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (keys[parent] < key) {
                break;
            }
            keys[hole] = keys[parent];
            actions[hole] = actions[parent];
            hole = parent;
        }
        keys[hole] = key;
        actions[hole] = action;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long nextDue() {
        return keys[0] >> ORDER_BITS;
    }

    /// Tells an instant and an order apart from every other one of a run.
    long nextKey() {
        return keys[0];
    }

    Runnable remove() {
        Runnable first = actions[0];
        size--;
        long key = keys[size];
        Runnable action = actions[size];
        actions[size] = first;
        int hole = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && keys[child + 1] < keys[child]) {
                child++;
            }
            if (key < keys[child]) {
                break;
            }
            keys[hole] = keys[child];
            actions[hole] = actions[child];
            hole = child;
            child = 2 * hole + 1;
        }
        keys[hole] = key;
        actions[hole] = action;
        return first;
    }
}
