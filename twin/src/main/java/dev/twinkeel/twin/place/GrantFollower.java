package dev.twinkeel.twin.place;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.twinkeel.traffic.Balancer;
import dev.twinkeel.traffic.Gate;
import dev.twinkeel.traffic.GateState;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Grants;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.ZoneConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Keeps a zone's gates at what the region's agent grants.
///
/// The validity is counted from the instant before the agent was asked, so whatever the answer's
/// way took is lost to the gate and never gained. When the agent does not answer, the grants simply
/// run out.
final class GrantFollower extends Follower {
    /// Between an answer and the next question. The agent holds a question until it has news.
    private static final Duration PACE = Duration.ofMillis(10);

    /// How long the agent may hold a question: well below a lease, as it is lost to the validity.
    private static final Duration WAIT = Duration.ofMillis(300);

    /// Longer would only delay the next question.
    static final Duration LIMIT = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(GrantFollower.class.getName());

    private final ZoneConfig config;
    private final Map<String, Gate> gates;
    private final Balancer front;
    private final HttpCaller caller;
    private boolean heard;
    private String mark = "";

    /// @param front the balancer that users come to
    GrantFollower(ZoneConfig config, Map<String, Gate> gates, Balancer front, HttpCaller caller) {
        super("grants", PACE);
        this.config = config;
        this.gates = gates;
        this.front = front;
        this.caller = caller;
    }

    @Override
    void ask() {
        long askedNanos = System.nanoTime();
        try {
            HttpCaller.Answered answered =
                    caller.get(
                            config.agent(),
                            "/grants?seen=" + mark + "&wait=" + WAIT.toMillis(),
                            LIMIT);
            if (answered.ok()) {
                Grants grants = Json.mapper().treeToValue(answered.body(), Grants.class);
                grants.grants().forEach(given -> follow(given, askedNanos));
                if (grants.grants().stream().anyMatch(Grants.Given::leaving)) {
                    front.seeOff(SeeingOff.AT_BALANCERS);
                } else {
                    front.welcome();
                }
                mark = grants.mark();
                say(true, "grants are heard again");
            }
        } catch (JsonProcessingException e) {
            say(false, "grants cannot be read: " + e.getMessage());
        } catch (IOException e) {
            say(false, "no grants: " + e.getMessage());
        }
    }

    private void say(boolean now, String sentence) {
        if (now != heard) {
            LOG.log(System.Logger.Level.INFO, sentence);
        }
        heard = now;
    }

    private void follow(Grants.Given given, long askedNanos) {
        Gate gate = gates.get(given.database());
        ZoneConfig.GateConfig known =
                config.gates().stream()
                        .filter(it -> it.database().equals(given.database()))
                        .findFirst()
                        .orElse(null);
        if (gate == null || known == null) {
            return;
        }
        gate.follow(
                new GateState(
                        given.epoch(),
                        given.writer().flatMap(writer -> address(known, writer)),
                        askedNanos + Duration.ofMillis(given.validMillis()).toNanos(),
                        readers(known, given)));
    }

    private static List<InetSocketAddress> readers(
            ZoneConfig.GateConfig known, Grants.Given given) {
        return given.readers().stream()
                .map(known.members()::get)
                .filter(Objects::nonNull)
                .map(ZoneMain::socket)
                .toList();
    }

    private static Optional<InetSocketAddress> address(ZoneConfig.GateConfig known, String member) {
        Address address = known.members().get(member);
        return Optional.ofNullable(address).map(ZoneMain::socket);
    }
}
