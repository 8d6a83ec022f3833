package dev.twinkeel.twin.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.twinkeel.recovery.Command;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Policy;
import dev.twinkeel.recovery.Sight;
import dev.twinkeel.recovery.State;
import dev.twinkeel.twin.Grants;
import dev.twinkeel.twin.HttpFace;
import dev.twinkeel.twin.HttpFace.Answer;
import dev.twinkeel.twin.HttpFace.Asked;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// What an agent answers gates, other agents, the host and the operator.
final class AgentFace implements HttpFace.Handler {
    /// @param sentence what the operator was told last
    record Standing(
            String database,
            String stage,
            long epoch,
            String sentence,
            Optional<Lease> lease,
            boolean granting,
            boolean paused,
            Map<String, Optional<Sight>> sights) {}

    /// Answer to a command.
    record Accepted(boolean accepted, String reason) {}

    /// A gate loses this much of a grant's validity while it waits for news.
    private static final long GRANT_WAIT_MILLIS = 500;

    /// Between two looks when nothing comes: a grant may also end by the time alone.
    private static final long GRANT_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final String place;
    private final List<Engine> engines;
    private final Vantage vantage;
    private final Sentences sentences;
    private final News news;
    private final Onward onward;

    AgentFace(
            String place,
            List<Engine> engines,
            Vantage vantage,
            Sentences sentences,
            News news,
            Onward onward) {
        this.place = place;
        this.engines = engines;
        this.vantage = vantage;
        this.sentences = sentences;
        this.news = news;
        this.onward = onward;
    }

    @Override
    public Answer handle(Asked asked) {
        return switch (asked.method() + " " + asked.path()) {
            case "GET /grants" -> Answer.ok(grants(asked));
            case "GET /observations" -> Answer.ok(vantage.observations());
            case "GET /state" -> Answer.ok(engines.stream().map(this::standing).toList());
            case "GET /journal" -> journal(asked);
            case "GET /health" -> health();
            case "POST /command" -> command(asked.body());
            case "POST /lead" -> lead(asked.body());
            default ->
                    Answer.missing(
                            "the agent of "
                                    + place
                                    + " knows GET /grants, /observations, /state, /journal, /health"
                                    + " and POST /command, /lead");
        };
    }

    /// A gate that names what it has seen waits here until there is something else, so that it
    /// learns of a failover at once without asking all the time. The validity is that of the
    /// instant of the answer.
    private Grants grants(Asked asked) {
        String seen = asked.query().getOrDefault("seen", "");
        long waitMillis =
                Math.min(number(asked.query().getOrDefault("wait", "0")), GRANT_WAIT_MILLIS);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        long number = news.number();
        List<Grants.Given> given = given();
        while (Grants.mark(given).equals(seen) && System.nanoTime() < deadline) {
            news.await(number, Math.min(GRANT_LOOK_NANOS, deadline - System.nanoTime()));
            number = news.number();
            given = given();
        }
        return Grants.of(given);
    }

    private List<Grants.Given> given() {
        return engines.stream().map(Engine::given).toList();
    }

    private Answer health() {
        List<String> troubles =
                engines.stream().flatMap(engine -> engine.driver().trouble().stream()).toList();
        return troubles.isEmpty()
                ? Answer.ok(Map.of("place", place))
                : new Answer(503, Map.of("place", place, "reason", String.join("; ", troubles)));
    }

    private Standing standing(Engine engine) {
        State state = engine.driver().state();
        Optional<Lease> lease = state.lease().map(State.Known::lease);
        return new Standing(
                engine.database(),
                state.stage().name(),
                lease.map(Lease::epoch).orElse(0L),
                engine.driver().trouble().orElse(sentences.last(engine.database())),
                lease,
                engine.driver().grant().isPresent(),
                state.paused(),
                engine.sights());
    }

    private Answer journal(Asked asked) {
        String database = asked.query().getOrDefault("database", "");
        long after = number(asked.query().getOrDefault("after", "0"));
        return engine(database)
                .map(engine -> String.join(",", engine.journalAfter(after)))
                .map(lines -> Answer.ok(new RawValue("[" + lines + "]")))
                .orElse(unknown(database));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "after=" + text + ": a number of a journal entry is expected", e);
        }
    }

    private Optional<Engine> engine(String database) {
        return engines.stream().filter(engine -> engine.database().equals(database)).findFirst();
    }

    private Answer unknown(String database) {
        return Answer.missing(
                "no database \""
                        + database
                        + "\" at "
                        + place
                        + "; there are "
                        + engines.stream().map(Engine::database).toList());
    }

    /// For one database or cache, or for all databases when none is named; accepted when every
    /// engine asked accepts.
    private Answer command(JsonNode body) {
        String database = body.path("database").asText("");
        List<Engine> asked =
                database.isEmpty() || body.path("database").isNull()
                        ? engines.stream().filter(it -> !it.driver().policy().cache()).toList()
                        : engine(database).stream().toList();
        if (asked.isEmpty()) {
            return unknown(database);
        }
        if (body.path("dryRun").asBoolean()) {
            return Answer.ok(new Accepted(true, dryRun(asked, body)));
        }
        String who = body.path("who").asText("unknown");
        List<String> reasons =
                asked.stream()
                        .flatMap(
                                engine ->
                                        engine
                                                .command(
                                                        who,
                                                        command(engine.driver().policy(), body))
                                                .map(why -> engine.database() + ": " + why)
                                                .stream())
                        .toList();
        return Answer.ok(new Accepted(reasons.isEmpty(), String.join("; ", reasons)));
    }

    /// Another region sends its users here before its writers. Under way until the gates here can
    /// be led to them.
    private Answer lead(JsonNode body) {
        String from = body.path("region").asText();
        List<String> databases =
                engines.stream()
                        .filter(it -> !it.driver().policy().cache())
                        .filter(it -> it.driver().grant().isEmpty())
                        .map(Engine::database)
                        .toList();
        return onward.lead(from, databases)
                ? Answer.ok(Map.of("region", from))
                : new Answer(202, Map.of("region", from, "reason", "it grants nothing yet"));
    }

    private static String dryRun(List<Engine> engines, JsonNode body) {
        return engines.stream()
                .map(
                        engine ->
                                engine.database()
                                        + ": "
                                        + String.join(
                                                " ",
                                                engine.driver()
                                                        .dryRun(
                                                                command(
                                                                        engine.driver().policy(),
                                                                        body))))
                .collect(Collectors.joining("\n"));
    }

    private static Command command(Policy policy, JsonNode body) {
        JsonNode asked = body.path("command");
        String kind = asked.path("kind").asText();
        return switch (kind) {
            case "failover" ->
                    new Command.Failover(
                            asked.path("region").asText(), asked.path("acceptLoss").asBoolean());
            case "failback" -> new Command.Failback(asked.path("region").asText());
            case "switchover" -> new Command.Switchover(member(policy, asked));
            case "pause" -> new Command.Pause();
            case "resume" -> new Command.Resume();
            case "approve" -> new Command.Approve();
            default ->
                    throw new IllegalArgumentException(
                            "command \""
                                    + kind
                                    + "\": expected failover, failback, switchover, pause, resume"
                                    + " or approve");
        };
    }

    private static Member member(Policy policy, JsonNode asked) {
        String name = asked.path("member").asText();
        return policy.members().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no member \""
                                                + name
                                                + "\" of "
                                                + policy.database()
                                                + "; there are "
                                                + policy.members().stream()
                                                        .map(Member::name)
                                                        .toList()));
    }
}
