package dev.twinkeel.twin.host;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.HttpFace;
import dev.twinkeel.twin.HttpFace.Answer;
import dev.twinkeel.twin.HttpFace.Asked;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where the command line and drills reach the host: on a free port of this machine, for whoever
/// has the token, which only the user who started the twin can read.
final class HostControl implements AutoCloseable {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(3);

    private final Host host;
    private final String token;
    private final Runnable down;
    private final HttpCaller caller = new HttpCaller();
    private final HttpFace face;

    private HostControl(Host host, String token, Runnable down) {
        this.host = host;
        this.token = token;
        this.down = down;
        this.face = HttpFace.listen(new Address("127.0.0.1", 0), this::handle);
    }

    static HostControl open(Host host, StateFolder state, Path file, Runnable down) {
        // Of this host only: nobody needs it afterwards.
        String token = StateFolder.random();
        HostControl control = new HostControl(host, token, down);
        StateFolder.privately(
                state.twin(),
                Json.write(
                        new TwinClient.Contact(
                                StateFolder.FORMAT,
                                ProcessHandle.current().pid(),
                                control.face.address(),
                                token,
                                file.toString())));
        return control;
    }

    private Answer handle(Asked asked) throws Exception {
        if (!token.equals(asked.query().get("token"))) {
            return new Answer(403, Map.of("reason", "ask the twin: wrong token"));
        }
        try {
            return answer(asked);
        } catch (IllegalArgumentException | TwinException e) {
            return Answer.refused(String.valueOf(e.getMessage()));
        }
    }

    private Answer answer(Asked asked) throws Exception {
        return switch (asked.method() + " " + asked.path()) {
            case "GET /status" -> Answer.ok(host.status());
            case "GET /journal" ->
                    Answer.ok(
                            host.journal(
                                    Instant.parse(
                                            asked.query()
                                                    .getOrDefault(
                                                            "since", Instant.EPOCH.toString()))));
            case "GET /kept" -> Answer.ok(host.kept().read());
            case "POST /restore" ->
                    Answer.ok(
                            host.restores()
                                    .restore(
                                            asked.body().path("database").asText(""),
                                            Instant.parse(asked.body().path("to").asText())));
            case "POST /rotate" ->
                    Answer.ok(host.rotations().rotate(asked.body().path("database").asText("")));
            case "POST /keys" -> Answer.ok(host.keys().rotate());
            case "GET /certificates" -> Answer.ok(host.certificates().doors());
            case "POST /certificates" -> Answer.ok(host.certificates().rotate());
            case "POST /sessions" ->
                    Answer.ok(host.rotations().sessions(asked.body().path("database").asText("")));
            case "POST /stopped" ->
                    Answer.ok(host.faults().stopped(asked.body().path("target").asText()));
            case "POST /fault" ->
                    Answer.ok(
                            host.faults()
                                    .apply(Json.mapper().treeToValue(asked.body(), Fault.class)));
            case "POST /command" -> command(asked.body());
            case "POST /down" -> {
                down.run();
                yield Answer.ok(Map.of());
            }
            default -> Answer.missing("the host knows nothing of " + asked.path());
        };
    }

    /// Hands a person's command to the agents that may carry it out, and tells what they said.
    private Answer command(JsonNode body) {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("who", body.path("who").asText("somebody"));
        order.put(
                "database",
                body.path("database").isTextual() ? body.path("database").asText() : null);
        order.put("command", body.path("command"));
        order.put("dryRun", body.path("dryRun").asBoolean());
        StringBuilder said = new StringBuilder();
        boolean accepted = false;
        for (Place place : places(body.path("place").asText(""))) {
            try {
                HttpCaller.Answered answered =
                        caller.post(
                                host.layout().home(place, Ports.AGENT),
                                "/command",
                                order,
                                COMMAND_LIMIT);
                boolean yes = answered.body().path("accepted").asBoolean();
                String reason = answered.body().path("reason").asText("");
                accepted |= yes;
                said.append(place.name())
                        .append(": ")
                        .append(reason.isBlank() ? (yes ? "accepted" : "refused") : reason)
                        .append(". ");
            } catch (IOException e) {
                said.append(place.name()).append(": its agent does not answer. ");
            }
        }
        return accepted
                ? Answer.ok(Map.of("sentence", said.toString().strip()))
                : Answer.refused(said.toString().strip());
    }

    private List<Place> places(String named) {
        return named.isEmpty()
                ? host.layout().judges().stream()
                        .filter(it -> it.kind() == Place.Kind.REGION)
                        .toList()
                : List.of(host.layout().place(named));
    }

    @Override
    public void close() {
        face.close();
        caller.close();
    }
}
