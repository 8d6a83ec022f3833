package dev.twinkeel.twin.host;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.twinkeel.recovery.Command;
import dev.twinkeel.recovery.Entry;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.HttpFace;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.engine.KeptAside;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks a running twin's host. Thread-safe.
///
/// Every method throws [TwinException] when the host does not answer or refuses, with its reason.
public final class TwinClient implements AutoCloseable {
    /// The host answers from memory; what takes longer has a limit of its own.
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /// Every process of a region is found, signalled and waited for; those that are thawed all want
    /// the processors at once.
    private static final Duration FAULT_LIMIT = Duration.ofMinutes(1);

    /// Replaying a day's log takes minutes.
    private static final Duration RESTORE_LIMIT = Duration.ofMinutes(20);

    /// Zone after zone renews its own.
    private static final Duration CERTIFICATES_LIMIT = Duration.ofSeconds(90);

    private static final Duration KEYS_LIMIT = Duration.ofMinutes(2);

    /// Every member must have the new password, and the primary may be in doubt about it first.
    private static final Duration ROTATE_LIMIT = Duration.ofSeconds(45);

    private static final Duration KEPT_LIMIT = Duration.ofMinutes(5);

    private final Address host;
    private final String token;
    private final HttpCaller caller = new HttpCaller();

    /// What the host writes into `twin.json`.
    ///
    /// @param pid of the host
    /// @param token that every request must carry; only the user who started the twin can read it
    public record Contact(int format, long pid, Address control, String token, String file) {}

    public TwinClient(Contact contact) {
        this.host = contact.control();
        this.token = contact.token();
    }

    /// Asks a host that has nothing, so that the JVM can record what asking needs.
    public static void rehearse() {
        Address here = new Address("127.0.0.1", 0);
        Path nowhere = Path.of("");
        Status nothing =
                new Status(
                        Instant.now(),
                        "rehearsal",
                        nowhere,
                        nowhere,
                        Optional.of("rehearsal"),
                        List.of(here),
                        here,
                        "rehearsal.test",
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of());
        try (HttpFace face = HttpFace.listen(here, _ -> HttpFace.Answer.ok(nothing));
                TwinClient client = new TwinClient(new Contact(0, 0, face.address(), "", ""))) {
            client.status();
        }
    }

    public Status status() {
        return convert(ask("GET", "/status", null, LIMIT), Status.class);
    }

    public Fault.Done inflict(Fault fault) {
        return convert(ask("POST", "/fault", fault, FAULT_LIMIT), Fault.Done.class);
    }

    /// The links between a target and everything else that pass no bytes now.
    public List<String> stopped(String target) {
        HttpCaller.Answered answered = ask("POST", "/stopped", Map.of("target", target), LIMIT);
        return Json.mapper().convertValue(answered.body(), new TypeReference<List<String>>() {});
    }

    /// Every entry of every agent's journal, in the order of time, also those of agents that are
    /// dead.
    public List<Entry> journal() {
        return journal(Instant.EPOCH);
    }

    /// Those entries whose event is not older than `since`: what is new costs what is new.
    public List<Entry> journal(Instant since) {
        HttpCaller.Answered answered = ask("GET", "/journal", "&since=" + since, null, LIMIT);
        return Json.mapper().convertValue(answered.body(), new TypeReference<List<Entry>>() {});
    }

    /// The writes that a failover left behind, as far as they can be read. Copies and starts every
    /// former life of a member, so it takes a few seconds for each.
    public List<KeptAside.Life> kept() {
        HttpCaller.Answered answered = ask("GET", "/kept", null, KEPT_LIMIT);
        return Json.mapper()
                .convertValue(answered.body(), new TypeReference<List<KeptAside.Life>>() {});
    }

    /// Makes a database as it was at a moment, on a server beside those that serve.
    ///
    /// @param database empty when there is only one
    public Restored restore(String database, Instant moment) {
        HttpCaller.Answered answered =
                ask(
                        "POST",
                        "/restore",
                        Map.of("database", database, "to", moment.toString()),
                        RESTORE_LIMIT);
        return convert(answered, Restored.class);
    }

    /// Changes the password under which the application logs in to a database.
    ///
    /// @param database empty when there is only one
    public Rotated rotate(String database) {
        return convert(
                ask("POST", "/rotate", Map.of("database", database), ROTATE_LIMIT), Rotated.class);
    }

    /// Gives every service that uses a table, a bucket or a queue a new access key, and waits until
    /// the ones before are not used any more.
    public RotatedKeys rotateKeys() {
        return convert(ask("POST", "/keys", Map.of(), KEYS_LIMIT), RotatedKeys.class);
    }

    /// Where users come by TLS.
    public SecureDoors doors() {
        return convert(ask("GET", "/certificates", null, LIMIT), SecureDoors.class);
    }

    /// Gives every server that users reach by TLS a new certificate.
    public RotatedCertificates rotateCertificates() {
        return convert(
                ask("POST", "/certificates", Map.of(), CERTIFICATES_LIMIT),
                RotatedCertificates.class);
    }

    /// Of each member that runs: the sessions of the role that logs in now, and of the one before.
    public Map<String, Rotated.Sessions> sessions(String database) {
        HttpCaller.Answered answered =
                ask("POST", "/sessions", Map.of("database", database), ROTATE_LIMIT);
        return Json.mapper()
                .convertValue(
                        answered.body(), new TypeReference<Map<String, Rotated.Sessions>>() {});
    }

    /// Gives a person's command to the agents of a place, or of every place that may carry it out.
    ///
    /// @return the agents' answer in a sentence
    public String command(
            String who, Optional<String> place, Optional<String> database, Command command) {
        return command(who, place, database, command, /* dryRun= */ false);
    }

    /// What the agents say that a command would lead to now. Changes nothing.
    public String dryRun(Optional<String> place, Optional<String> database, Command command) {
        return command("a dry run", place, database, command, /* dryRun= */ true);
    }

    private String command(
            String who,
            Optional<String> place,
            Optional<String> database,
            Command command,
            boolean dryRun) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("who", who);
        body.put("dryRun", dryRun);
        place.ifPresent(it -> body.put("place", it));
        database.ifPresent(it -> body.put("database", it));
        body.put("command", words(command));
        return ask("POST", "/command", body, LIMIT).body().path("sentence").asText();
    }

    /// As an agent reads it.
    static Map<String, Object> words(Command command) {
        return switch (command) {
            case Command.Failover(var region, var acceptLoss) ->
                    Map.of("kind", "failover", "region", region, "acceptLoss", acceptLoss);
            case Command.Failback(var region) -> Map.of("kind", "failback", "region", region);
            case Command.Switchover(var member) ->
                    Map.of("kind", "switchover", "member", member.name());
            case Command.Pause _ -> Map.of("kind", "pause");
            case Command.Resume _ -> Map.of("kind", "resume");
            case Command.Approve _ -> Map.of("kind", "approve");
        };
    }

    /// Asks the host to end the twin, and does not wait until it has: [Twins#down] does.
    public void down() {
        ask("POST", "/down", Map.of(), Duration.ofSeconds(30));
    }

    private HttpCaller.Answered ask(
            String method, String path, @Nullable Object body, Duration limit) {
        return ask(method, path, /* query= */ "", body, limit);
    }

    private HttpCaller.Answered ask(
            String method, String path, String query, @Nullable Object body, Duration limit) {
        HttpCaller.Answered answered;
        try {
            answered = caller.call(method, host, path + "?token=" + token + query, body, limit);
        } catch (IOException e) {
            throw new TwinException(
                    "ask the twin for "
                            + path
                            + ": its host does not answer; see `twinkeel status`",
                    e);
        }
        if (!answered.ok()) {
            throw new TwinException(
                    answered.reason(), "Nothing was done. `twinkeel status` shows what there is.");
        }
        return answered;
    }

    private static <T> T convert(HttpCaller.Answered answered, Class<T> type) {
        try {
            return Json.mapper().treeToValue(answered.body(), type);
        } catch (IOException e) {
            throw new UncheckedIOException("read the host's " + type.getSimpleName(), e);
        }
    }

    @Override
    public void close() {
        caller.close();
    }
}
