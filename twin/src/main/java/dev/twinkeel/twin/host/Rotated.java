package dev.twinkeel.twin.host;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/// A database's new password.
///
/// @param at when pods could read it
/// @param role that logs in with it
/// @param before the role that logged in until then, whose password is as it was
/// @param loginFile where pods read it
/// @param members that let it in, and how many sessions each has of the two roles
public record Rotated(
        String database,
        Instant at,
        String role,
        String before,
        Path loginFile,
        Map<String, Sessions> members) {
    /// @param now of the new role
    /// @param before of the other
    public record Sessions(long now, long before) {}
}
