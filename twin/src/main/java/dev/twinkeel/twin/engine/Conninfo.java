package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;

/// How a standby reaches the member that feeds it: libpq's connection string, without a secret in
/// it.
final class Conninfo {
    private Conninfo() {}

    /// @param passFile libpq's password file of this member
    /// @param member this member's name, by which its upstream knows it
    static String of(Address upstream, String passFile, String member) {
        return ("host=%s port=%d user=postgres passfile=%s application_name=%s sslmode=disable"
                        + " gssencmode=disable connect_timeout=2 keepalives_idle=1"
                        + " keepalives_interval=1 keepalives_count=2 tcp_user_timeout=2000")
                .formatted(upstream.host(), upstream.port(), quoted(passFile), quoted(member));
    }

    /// How a member remembers whom it was told to follow, so that the address it streams from can
    /// be given a name.
    static String label(String upstream, Address seen) {
        return upstream + "@" + seen;
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
