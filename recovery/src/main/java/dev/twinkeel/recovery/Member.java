package dev.twinkeel.recovery;

/// One copy of a database: one server process in one zone, for example `orders-db-mumbai-a`.
public record Member(String name, String region, String zone) implements Comparable<Member> {
    /// As every record's; told here, because everything compares members.
    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Member(var itsName, var itsRegion, var itsZone)
                        && name.equals(itsName)
                        && region.equals(itsRegion)
                        && zone.equals(itsZone));
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public int compareTo(Member other) {
        return name.compareTo(other.name);
    }
}
