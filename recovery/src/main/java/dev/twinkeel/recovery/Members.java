package dev.twinkeel.recovery;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;

/// A set of members in the order of their names, which never changes. It has two or three of them
/// and every event looks into it, so it is an array and not a tree.
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
        return members.isEmpty()
                ? NOBODY
                : new Members(members.stream().sorted().distinct().toArray(Member[]::new));
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

    @Override
    public boolean contains(Object other) {
        for (Member member : sorted) {
            if (member.equals(other)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean containsAll(Collection<?> others) {
        if (!(others instanceof Members set)) {
            return super.containsAll(others);
        }
        for (Member member : set.sorted) {
            if (!contains(member)) {
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
                ? Arrays.equals(sorted, set.sorted)
                : super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
