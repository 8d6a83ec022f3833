package dev.twinkeel.twin.host;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.HttpFace;
import dev.twinkeel.twin.HttpFace.Answer;
import dev.twinkeel.twin.HttpFace.Asked;
import dev.twinkeel.twin.Place;
import java.util.Map;
import java.util.Optional;

/// The control plane of one region, as a cloud has one: it kills and rebuilds database members,
/// scales pods and names the balancers' targets. It is gone while the region is, and out of reach
/// while the region is cut off.
final class RegionApi {
    private final Place region;
    private final Layout layout;
    private final Address address;
    private final Members members;
    private final CacheServers caches;
    private final Pods pods;
    private Optional<HttpFace> face = Optional.empty();

    RegionApi(
            Place region,
            Layout layout,
            Address address,
            Members members,
            CacheServers caches,
            Pods pods) {
        this.region = region;
        this.layout = layout;
        this.address = address;
        this.members = members;
        this.caches = caches;
        this.pods = pods;
    }

    synchronized void open() {
        if (face.isEmpty()) {
            face = Optional.of(HttpFace.listen(address, this::handle));
        }
    }

    synchronized void close() {
        face.ifPresent(HttpFace::close);
        face = Optional.empty();
    }

    private Answer handle(Asked asked) {
        return switch (asked.method() + " " + asked.part(0)) {
            case "GET targets" -> Answer.ok(pods.targets(layout.place(asked.part(1))));
            case "POST members" -> member(asked);
            case "POST scale" -> scale(asked);
            default ->
                    Answer.missing(
                            "the control plane of "
                                    + region.name()
                                    + " knows /targets, /members and /scale");
        };
    }

    private Answer member(Asked asked) {
        String member = asked.part(1);
        long epoch = asked.body().path("epoch").asLong();
        if (caches.has(member)) {
            // To be started again without a role is all that a rebuild of a cache needs.
            caches.fence(member, epoch);
            return Answer.ok(Map.of("dead", true));
        }
        return switch (asked.part(2)) {
            case "fence" -> {
                members.fence(member, epoch);
                yield Answer.ok(Map.of("dead", true));
            }
            case "rebuild" ->
                    answer(members.rebuild(member, epoch, asked.body().path("upstream").asText()));
            case "start" ->
                    answer(members.revive(member, epoch, asked.body().path("standby").asBoolean()));
            default -> Answer.missing("a member can be fenced, rebuilt or started");
        };
    }

    private static Answer answer(Members.Progress progress) {
        return switch (progress) {
            case Members.Progress.Done _ -> Answer.ok(Map.of());
            case Members.Progress.Running(String what) -> Answer.accepted(what);
            case Members.Progress.Refused(String why) -> Answer.refused(why);
        };
    }

    private Answer scale(Asked asked) {
        String name = asked.body().path("region").asText();
        if (!name.equals(region.name())) {
            return Answer.refused(
                    "the control plane of " + region.name() + " cannot scale " + name);
        }
        pods.scale(name, asked.body().path("full").asBoolean());
        return pods.settled(name) ? Answer.ok(Map.of()) : Answer.accepted("pods are starting");
    }
}
