package dev.twinkeel.stores.replication;

import java.math.BigInteger;

/// How far a stream has been read: a shard, and the last record of it; both empty before the first.
record Position(String shard, String sequence) {
    static final Position START = new Position("", "");

    /// Whether a record of this position comes after another's, in one table's one line of shards.
    boolean after(Position other) {
        return number(sequence).compareTo(number(other.sequence)) > 0;
    }

    /// How many records lie between an earlier position and this one, as far as sequences tell.
    long distance(Position earlier) {
        return Math.max(0, number(sequence).subtract(number(earlier.sequence)).longValue());
    }

    private static BigInteger number(String sequence) {
        return sequence.isEmpty() ? BigInteger.valueOf(-1) : new BigInteger(sequence);
    }
}
