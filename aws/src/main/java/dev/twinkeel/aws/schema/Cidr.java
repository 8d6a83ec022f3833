package dev.twinkeel.aws.schema;

import java.util.Optional;
import java.util.regex.Pattern;

/// A range of IPv4 addresses.
///
/// @param address its first
/// @param bits of the address that all of them share
public record Cidr(long address, int bits) {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");

    public static boolean looksLikeOne(String text) {
        return text.matches("[0-9]+(\\.[0-9]+)*/[0-9]+");
    }

    /// Empty when it is none, or when its address is not the first of the range.
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !NUMBER.matcher(text.substring(slash + 1)).matches()) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(text.substring(slash + 1));
        String[] parts = text.substring(0, slash).split("\\.", -1);
        if (parts.length != 4 || bits > 32) {
            return Optional.empty();
        }
        long address = 0;
        for (String part : parts) {
            if (!NUMBER.matcher(part).matches() || Integer.parseInt(part) > 255) {
                return Optional.empty();
            }
            address = address * 256 + Integer.parseInt(part);
        }
        var range = new Cidr(address, bits);
        return range.address % range.size() == 0 ? Optional.of(range) : Optional.empty();
    }

    long size() {
        return 1L << (32 - bits);
    }

    /// The range of that number among those that have so many bits more; empty when there is none.
    Optional<Cidr> part(int more, int which) {
        if (more < 0 || bits + more > 32 || which < 0 || which >= 1L << more) {
            return Optional.empty();
        }
        var part = new Cidr(address, bits + more);
        return Optional.of(new Cidr(address + which * part.size(), bits + more));
    }

    public boolean holds(Cidr other) {
        return other.address >= address && other.address + other.size() <= address + size();
    }

    public boolean overlaps(Cidr other) {
        return address < other.address + other.size() && other.address < address + size();
    }

    @Override
    public String toString() {
        return "%d.%d.%d.%d/%d"
                .formatted(
                        address >> 24,
                        (address >> 16) & 255,
                        (address >> 8) & 255,
                        address & 255,
                        bits);
    }
}
