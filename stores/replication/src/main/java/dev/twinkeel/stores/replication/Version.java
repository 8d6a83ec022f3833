package dev.twinkeel.stores.replication;

/// When an item became what it is, and where. The later version wins in both regions; two of the
/// same instant are told apart by the region's name, so both regions choose alike.
///
/// @param micros since 1970, by the clock of the region's replicator when it saw the write; no two
///   of a region are equal, and none is less than one that the region has seen
record Version(long micros, String region) implements Comparable<Version> {
    @Override
    public int compareTo(Version other) {
        return micros != other.micros
                ? Long.compare(micros, other.micros)
                : region.compareTo(other.region);
    }
}
