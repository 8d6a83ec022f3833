package dev.twinkeel.twin.place;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.twinkeel.traffic.Balancer;
import dev.twinkeel.traffic.Target;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.Json;
import dev.twinkeel.twin.Targets;
import dev.twinkeel.twin.ZoneConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Keeps a zone's balancers at the pods that the region's control plane names. When it does not
/// answer, the balancers go on with the pods that they know, as in AWS: the data plane does not
/// need the control plane.
final class TargetFollower extends Follower {
    private static final Duration PACE = Duration.ofMillis(250);
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final System.Logger LOG = System.getLogger(TargetFollower.class.getName());

    private final ZoneConfig config;
    private final Map<String, Balancer> balancers;
    private final HttpCaller caller;
    private Map<String, Targets.Target> known = new HashMap<>();

    TargetFollower(ZoneConfig config, Map<String, Balancer> balancers, HttpCaller caller) {
        super("targets", PACE);
        this.config = config;
        this.balancers = balancers;
        this.caller = caller;
    }

    @Override
    void ask() {
        try {
            HttpCaller.Answered answered =
                    caller.get(config.regionApi(), "/targets/" + config.zone(), LIMIT);
            if (answered.ok()) {
                follow(Json.mapper().treeToValue(answered.body(), Targets.class));
            }
        } catch (JsonProcessingException e) {
            LOG.log(System.Logger.Level.WARNING, "targets cannot be read", e);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no targets", e);
        }
    }

    private void follow(Targets targets) {
        Map<String, Targets.Target> now = new HashMap<>();
        targets.targets().forEach(target -> now.put(target.pod(), target));
        for (Targets.Target gone : known.values()) {
            if (!now.containsKey(gone.pod())) {
                each(gone.service(), balancer -> balancer.remove(gone.service(), gone.pod()));
            }
        }
        for (Targets.Target target : now.values()) {
            if (!target.equals(known.get(target.pod()))) {
                Target named =
                        new Target(target.pod(), ZoneMain.socket(target.address()), target.zone());
                each(target.service(), balancer -> balancer.add(target.service(), named));
            }
        }
        known = now;
    }

    /// The zone's balancer knows every service; a service's own knows it alone.
    private void each(String service, Consumer<Balancer> change) {
        balancers.forEach(
                (only, balancer) -> {
                    if (only.isEmpty() || only.equals(service)) {
                        change.accept(balancer);
                    }
                });
    }
}
