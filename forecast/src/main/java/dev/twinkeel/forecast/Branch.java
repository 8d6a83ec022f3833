package dev.twinkeel.forecast;

import org.jspecify.annotations.Nullable;

/// One timeline of a write-ahead log, as a branch of the tree of everything that was ever written.
///
/// Two promotions of the same ancestor have the same timeline number and different content, as in
/// PostgreSQL; the branch tells them apart, a position does not.
///
/// @param fork how much of the parent belongs to this branch too
record Branch(int id, int timeline, @Nullable Branch parent, long fork) {
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
