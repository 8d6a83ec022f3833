package dev.twinkeel.twin.engine;

import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Sight;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.engine.MemberException.Kind;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// What the recovery engine can see of one Redis server and do to it. Looking never waits for
/// doing: they have a connection each. Every operation is idempotent and bounded. Thread-safe.
///
/// A server starts with *no role*: it replicates nobody and answers no client (see the store
/// `Caches`), also after it was a primary. Only [#promote] and [#follow] give it one.
public final class RedisControl implements MemberControl {
    /// The engine's own user, on every server.
    public static final String USER = "twinkeel";

    /// Redis counts bytes of one history; another history is a full copy, so one timeline is
    /// enough.
    private static final int TIMELINE = 1;

    private static final Duration ACT = Duration.ofSeconds(2);

    private final String member;
    private final Address address;
    private final Map<Address, String> upstreams;
    private final Map<Address, String> replicas;
    private final RedisWire eyes;
    private final RedisWire hands;

    /// Opens nothing yet.
    ///
    /// @param address of the server as seen from here
    /// @param upstreams names of the other members, by their addresses as this server sees them
    /// @param replicas names of the other members, by the addresses that they announce
    public RedisControl(
            String member,
            Address address,
            Map<Address, String> upstreams,
            Map<Address, String> replicas,
            Path passwordFile) {
        this.member = member;
        this.address = address;
        this.upstreams = Map.copyOf(upstreams);
        this.replicas = Map.copyOf(replicas);
        this.eyes = new RedisWire(member, address, USER, passwordFile);
        this.hands = new RedisWire(member, address, USER, passwordFile);
    }

    @Override
    public Sight.Serving sight(Duration limit) {
        return sight(eyes.ask("look", limit, "INFO", "replication"));
    }

    @Override
    public void keepReady(Duration limit) {
        hands.ask("keep ready", limit, "PING");
    }

    /// How far it is.
    public Position position() {
        return sight(hands.ask("look", ACT, "INFO", "replication")).position();
    }

    /// Makes it a primary, whatever it was.
    public Position promote() {
        hands.ask("promote", ACT, "REPLICAOF", "NO", "ONE");
        Sight.Serving now = sight(hands.ask("look", ACT, "INFO", "replication"));
        if (!now.writable()) {
            throw new RedisException(
                    Kind.REFUSED, "promote %s: it is still a replica".formatted(member), null);
        }
        return now.position();
    }

    /// Makes it a replica of `upstream`, which loses what it has: a full copy is taken unless its
    /// history is part of the upstream's.
    ///
    /// @param upstream as this server sees it
    public void follow(Address upstream) {
        hands.ask("follow", ACT, "REPLICAOF", upstream.host(), Integer.toString(upstream.port()));
    }

    private Sight.Serving sight(String info) {
        Map<String, String> facts = facts(info);
        boolean primary = facts.getOrDefault("role", "").equals("master");
        long offset = number(facts, primary ? "master_repl_offset" : "slave_repl_offset");
        return new Sight.Serving(
                primary,
                primary ? Optional.empty() : upstream(facts),
                new Position(TIMELINE, Math.max(0, offset)),
                Set.of(),
                primary ? streaming(facts) : Set.of());
    }

    /// Whom it replicates; empty while the link is not up, because then it has no copy to speak of.
    private Optional<String> upstream(Map<String, String> facts) {
        if (!facts.getOrDefault("master_link_status", "").equals("up")) {
            return Optional.empty();
        }
        Address from =
                new Address(
                        facts.getOrDefault("master_host", ""), (int) number(facts, "master_port"));
        return Optional.ofNullable(upstreams.get(from));
    }

    /// Replicas that the primary itself counts as online. A replica's own word comes up to a second
    /// too early: until its first acknowledgement it is sent nothing that is written.
    private Set<String> streaming(Map<String, String> facts) {
        Set<String> names = new HashSet<>();
        facts.forEach(
                (key, value) -> {
                    if (key.startsWith("slave") && value.startsWith("ip=")) {
                        Map<String, String> parts = new HashMap<>();
                        for (String part : value.split(",", -1)) {
                            String[] pair = part.split("=", 2);
                            parts.put(pair[0], pair.length > 1 ? pair[1] : "");
                        }
                        String name =
                                replicas.get(
                                        new Address(
                                                parts.getOrDefault("ip", ""),
                                                (int) number(parts, "port")));
                        if (name != null && "online".equals(parts.get("state"))) {
                            names.add(name);
                        }
                    }
                });
        return names;
    }

    private static Map<String, String> facts(String info) {
        Map<String, String> facts = new HashMap<>();
        info.lines()
                .map(line -> line.split(":", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> facts.put(pair[0], pair[1].strip()));
        return facts;
    }

    private static long number(Map<String, String> facts, String key) {
        try {
            return Long.parseLong(facts.getOrDefault(key, "0"));
        } catch (NumberFormatException e) {
            throw new RedisException(
                    Kind.REFUSED, "INFO of Redis: %s is no number".formatted(key), e);
        }
    }

    @Override
    public Held watch(Consumer<String> whenClosed) {
        try {
            Socket socket = RedisWire.connect(address, ACT);
            AtomicBoolean over = new AtomicBoolean();
            Thread.ofVirtual().name("watch " + member).start(() -> await(socket, over, whenClosed));
            return () -> {
                over.set(true);
                close(socket);
            };
        } catch (SocketTimeoutException e) {
            throw new RedisException(
                    Kind.SILENT, "watch %s at %s: no answer".formatted(member, address), e);
        } catch (IOException e) {
            throw new RedisException(
                    Kind.GONE, "watch %s at %s: %s".formatted(member, address, e), e);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // Ended is all we want.
        }
    }

    /// Redis says nothing on a connection that asks nothing: whatever is read is its end.
    private void await(Socket socket, AtomicBoolean over, Consumer<String> whenClosed) {
        String how = "closed";
        try (socket) {
            socket.getInputStream().read();
        } catch (IOException e) {
            how = String.valueOf(e.getMessage());
        }
        if (over.compareAndSet(false, true)) {
            whenClosed.accept("the connection to " + member + " ended: " + how);
        }
    }

    @Override
    public void close() {
        eyes.close();
        hands.close();
    }
}
