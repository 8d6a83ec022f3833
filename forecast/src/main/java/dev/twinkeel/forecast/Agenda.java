package dev.twinkeel.forecast;

import java.util.Arrays;

/// What is due and when: a binary heap ordered by the instant and then by the order of planning, on
/// plain arrays, because every run goes through it thousands of times.
final class Agenda {
    private long[] due = new long[256];
    private long[] sequence = new long[256];
    private Runnable[] actions = new Runnable[256];
    private int size;
    private long planned;

    void add(long at, Runnable action) {
        if (size == due.length) {
            due = Arrays.copyOf(due, size * 2);
            sequence = Arrays.copyOf(sequence, size * 2);
            actions = Arrays.copyOf(actions, size * 2);
        }
        int hole = size++;
        long number = planned++;
        // A new entry has the greatest number, so it goes up only past later ones.
        while (hole > 0 && due[(hole - 1) / 2] > at) {
            move((hole - 1) / 2, hole);
            hole = (hole - 1) / 2;
        }
        put(hole, at, number, action);
    }

    boolean isEmpty() {
        return size == 0;
    }

    long nextDue() {
        return due[0];
    }

    long nextSequence() {
        return sequence[0];
    }

    Runnable remove() {
        Runnable first = actions[0];
        size--;
        long at = due[size];
        long number = sequence[size];
        Runnable action = actions[size];
        actions[size] = first;
        int hole = 0;
        while (true) {
            int child = 2 * hole + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(child + 1, child)) {
                child++;
            }
            if (at < due[child] || (at == due[child] && number < sequence[child])) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        put(hole, at, number, action);
        return first;
    }

    private boolean before(int one, int other) {
        return due[one] < due[other] || (due[one] == due[other] && sequence[one] < sequence[other]);
    }

    private void move(int from, int to) {
        put(to, due[from], sequence[from], actions[from]);
    }

    private void put(int index, long at, long number, Runnable action) {
        due[index] = at;
        sequence[index] = number;
        actions[index] = action;
    }
}
