package dev.twinkeel.recovery;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;

/// A set of members in the order of their names, which never changes. As in a tree of them, of one
/// name there is one, whatever is told of its place. It has two or three of them and every event
/// looks into it, so it is an array and not a tree.
final class Members extends AbstractSet<Member> {
    private static final Members NOBODY = new Members(new Member[0]);

    private final Member[] sorted;

    private Members(Member[] sorted) {
        this.sorted = sorted;
    }

    static Members of(Collection<Member> members) {
        if (members instanceof Members already) {
            return already;
        }
        Members all = NOBODY;
        for (Member member : members) {
            all = all.and(member);
        }
        return all;
    }

    /// This set and one more.
    Members and(Member member) {
        if (contains(member)) {
            return this;
        }
        int place = sorted.length;
        while (place > 0 && sorted[place - 1].compareTo(member) > 0) {
            place--;
        }
        Member[] more = Arrays.copyOf(sorted, sorted.length + 1);
        System.arraycopy(sorted, place, more, place + 1, sorted.length - place);
        more[place] = member;
        return new Members(more);
    }

    private int place(Member which) {
        for (int i = 0; i < sorted.length; i++) {
            if (sorted[i].name().equals(which.name())) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean contains(Object other) {
        return other instanceof Member member && place(member) >= 0;
    }

    @Override
    public boolean containsAll(Collection<?> others) {
        if (!(others instanceof Members set)) {
            return super.containsAll(others);
        }
        for (Member member : set.sorted) {
            if (place(member) < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Iterator<Member> iterator() {
        return Arrays.asList(sorted).iterator();
    }

    @Override
    public int size() {
        return sorted.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Members set
                ? sorted.length == set.sorted.length && containsAll(set)
                : super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
