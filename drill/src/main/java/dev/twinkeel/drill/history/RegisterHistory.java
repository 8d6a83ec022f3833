package dev.twinkeel.drill.history;

import dev.twinkeel.drill.history.Operation.Kind;
import dev.twinkeel.drill.history.Operation.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whether the operations on one register can be put into one order that each client could have
/// seen: linearizability, by the search of Wing and Gong (1993) with Lowe's memory (2017) of what
/// was tried.
///
/// Unknown writes may take effect at any time after they began, or never; unknown reads say
/// nothing. Within one epoch every register must pass; across epochs too, unless a region was lost.
public final class RegisterHistory {
    /// The search keeps what was put into order as the bits of a long. Split a longer history into
    /// registers: that is what keys are for.
    public static final int OPERATIONS_MAX = 63;

    private final List<Operation> operations;
    private final Set<State> tried = new HashSet<>();

    private record State(long ordered, long value) {}

    private RegisterHistory(List<Operation> operations) {
        this.operations = operations;
    }

    /// Why the history is not linearizable; empty when it is.
    public static Optional<String> broken(List<Operation> history) {
        var counted = new ArrayList<Operation>();
        for (Operation each : history) {
            boolean says = each.result() == Result.DONE || each.kind() == Kind.WRITE;
            if (says && each.result() != Result.FAILED) {
                counted.add(each);
            }
        }
        if (counted.size() > OPERATIONS_MAX) {
            throw new IllegalArgumentException(
                    "check a register of %d operations: at most %d; use more registers"
                            .formatted(counted.size(), OPERATIONS_MAX));
        }
        counted.sort(Comparator.comparingLong(Operation::began));
        return new RegisterHistory(counted).ordered(0, Operation.INITIAL)
                ? Optional.empty()
                : Optional.of("no order explains " + counted);
    }

    /// Whether the rest can be put behind what is in order already.
    private boolean ordered(long done, long value) {
        if (complete(done)) {
            return true;
        }
        if (!tried.add(new State(done, value))) {
            return false;
        }
        long firstEnd = firstEnd(done);
        for (int i = 0; i < operations.size(); i++) {
            Operation next = operations.get(i);
            if (in(done, i) || next.began() > firstEnd) {
                continue;
            }
            boolean fits = next.kind() == Kind.WRITE || next.value() == value;
            if (fits && ordered(done | 1L << i, next.kind() == Kind.WRITE ? next.value() : value)) {
                return true;
            }
        }
        return false;
    }

    /// Everything that must be in the order is.
    private boolean complete(long done) {
        for (int i = 0; i < operations.size(); i++) {
            if (!in(done, i) && operations.get(i).result() == Result.DONE) {
                return false;
            }
        }
        return true;
    }

    /// Whoever comes next began before this.
    private long firstEnd(long done) {
        long first = Long.MAX_VALUE;
        for (int i = 0; i < operations.size(); i++) {
            if (!in(done, i)) {
                first = Math.min(first, operations.get(i).end());
            }
        }
        return first;
    }

    private static boolean in(long done, int index) {
        return (done & 1L << index) != 0;
    }
}
