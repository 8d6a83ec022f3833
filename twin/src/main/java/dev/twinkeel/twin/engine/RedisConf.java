package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/// The configuration of one Redis server. It holds a password, so its file is its owner's alone.
///
/// The server starts as the replica of nobody, and answers clients nothing while it is: what it was
/// before it died does not matter. A primary that came back empty and took itself for one would
/// have its replica throw away what it has.
public final class RedisConf {
    /// Where nobody listens: port 1 of this machine.
    private static final String NOBODY = "replicaof 127.0.0.1 1";

    private RedisConf() {}

    /// @param listen its address in its own place
    /// @param announced its address as the region's agent sees it, by which the agent knows it
    /// @param password of the engine's own user, by which replicas log in too
    public static String server(
            Address listen, Address announced, Path folder, Path users, String password) {
        return String.join(
                "\n",
                "bind " + listen.host(),
                "port " + listen.port(),
                "dir " + folder,
                "aclfile " + users,
                "masteruser " + RedisControl.USER,
                "masterauth " + password,
                "replica-announce-ip " + announced.host(),
                "replica-announce-port " + announced.port(),
                NOBODY,
                "replica-serve-stale-data no",
                "replica-read-only yes",
                "repl-diskless-sync yes",
                "repl-diskless-sync-delay 0",
                "repl-diskless-load on-empty-db",
                "repl-ping-replica-period 2",
                "repl-timeout 10",
                // Nothing on disk: a cache that lost its memory is cold, which is what it says.
                "save \"\"",
                "appendonly no",
                "maxmemory 64mb",
                "maxmemory-policy allkeys-lru",
                "timeout 0",
                "daemonize no",
                "loglevel notice",
                "");
    }

    /// The users: the engine's own, and one a service, which may do everything to the data and
    /// nothing to the server. Passwords are there as digests.
    ///
    /// @param services password by service
    public static String users(String password, Map<String, String> services) {
        StringBuilder users = new StringBuilder("user default off\n");
        users.append("user %s on #%s ~* &* +@all\n".formatted(RedisControl.USER, digest(password)));
        services.forEach(
                (service, secret) ->
                        users.append(
                                ("user %s on #%s ~* &* +@all -@admin -@dangerous +info"
                                                + " +client|setname +client|getname +client|id\n")
                                        .formatted(service, digest(secret))));
        return users.toString();
    }

    private static String digest(String password) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(password.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
