package dev.twinkeel.recovery;

/// One copy of a database: one server process in one zone, for example `orders-db-mumbai-a`.
public record Member(String name, String region, String zone) implements Comparable<Member> {
    @Override
    public int compareTo(Member other) {
        return name.compareTo(other.name);
    }
}
