package dev.twinkeel.forecast;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One timeline of a write-ahead log, as a branch of the tree of everything that was ever written.
///
/// Two promotions of the same ancestor have the same timeline number and different content, as in
/// PostgreSQL; the branch tells them apart, a position does not.
///
/// @param fork how much of the parent belongs to this branch too
/// @param marks what promotions left in this branch itself, oldest first
record Branch(int id, int timeline, @Nullable Branch parent, long fork, List<Mark> marks) {
    /// The epoch's mark is at `lsn`.
    record Mark(long lsn, long epoch) {}

    Branch(int id, int timeline, @Nullable Branch parent, long fork) {
        this(id, timeline, parent, fork, new ArrayList<>(1));
    }

    /// The newest mark that a copy of this branch up to `lsn` has; 0 when it has none.
    long mark(long lsn) {
        long reach = lsn;
        for (Branch branch = this; branch != null; branch = branch.parent) {
            for (int i = branch.marks.size() - 1; i >= 0; i--) {
                if (branch.marks.get(i).lsn() <= reach) {
                    return branch.marks.get(i).epoch();
                }
            }
            reach = Math.min(reach, branch.fork);
        }
        return 0;
    }

    /// Whether a copy of this branch up to `lsn` has what `other` has up to `otherLsn`.
    boolean contains(long lsn, Branch other, long otherLsn) {
        long reach = lsn;
        for (Branch branch = this; branch != null; branch = branch.parent) {
            if (branch.id == other.id) {
                return otherLsn <= reach;
            }
            reach = Math.min(reach, branch.fork);
        }
        // Nothing of the other branch itself, but perhaps of what it has in common with this one.
        return other.parent != null
                && otherLsn <= other.fork
                && contains(lsn, other.parent, otherLsn);
    }
}
