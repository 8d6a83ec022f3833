package dev.twinkeel.twin.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The keys of one service to tables, buckets and queues: the one that its pods have, and for as
/// long as somebody may still use it, the one before.
///
/// @param generation how many there were before it
/// @param secret of the one that is given to pods
/// @param before the secret of the one before, while it is good too
public record KeyRing(int generation, String secret, Optional<String> before) {
    private static final String SECRET = "aws-key-";
    private static final String GENERATION = "generation = ";
    private static final String BEFORE = "aws_secret_access_key = ";

    /// The name of the secret that a ring is kept as.
    public static String name(String owner) {
        return SECRET + owner;
    }

    /// A secret alone is the first key of a service.
    public static KeyRing read(String text) {
        List<String> lines = text.strip().lines().toList();
        return new KeyRing(
                value(lines, GENERATION).map(Integer::valueOf).orElse(0),
                lines.getFirst().strip(),
                value(lines, BEFORE));
    }

    private static Optional<String> value(List<String> lines, String name) {
        return lines.stream()
                .filter(it -> it.startsWith(name))
                .map(it -> it.substring(name.length()).strip())
                .findFirst();
    }

    public String text() {
        List<String> lines = new ArrayList<>(List.of(secret, GENERATION + generation));
        before.ifPresent(it -> lines.add(BEFORE + it));
        return String.join("\n", lines) + "\n";
    }

    /// With a new key, the one that was given to pods until now being the one before.
    public KeyRing next(String fresh) {
        return new KeyRing(generation + 1, fresh, Optional.of(secret));
    }

    /// Without the one before.
    public KeyRing alone() {
        return new KeyRing(generation, secret, Optional.empty());
    }

    /// The keys that are good, the one that is given to pods first. An id is not secret, and the
    /// same in every start.
    public List<AwsAccess.Key> keys(String owner) {
        List<AwsAccess.Key> keys = new ArrayList<>();
        keys.add(new AwsAccess.Key(id(owner, generation), secret));
        before.ifPresent(it -> keys.add(new AwsAccess.Key(id(owner, generation - 1), it)));
        return keys;
    }

    private static String id(String owner, int generation) {
        String hash = Integer.toUnsignedString(owner.hashCode(), 36).toUpperCase(Locale.ROOT);
        return "TWINKEEL" + hash + (generation == 0 ? "" : "X" + generation);
    }
}
