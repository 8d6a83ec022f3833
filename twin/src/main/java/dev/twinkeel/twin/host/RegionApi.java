package dev.twinkeel.twin.host;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.HttpFace;
import dev.twinkeel.twin.HttpFace.Answer;
import dev.twinkeel.twin.HttpFace.Asked;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Ports;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
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
    private final Authority authority;
    private Optional<HttpFace> face = Optional.empty();

    RegionApi(
            Place region,
            Layout layout,
            Members members,
            CacheServers caches,
            Pods pods,
            Authority authority) {
        this.region = region;
        this.layout = layout;
        this.address = layout.home(region, Ports.REGION_API);
        this.members = members;
        this.caches = caches;
        this.pods = pods;
        this.authority = authority;
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
            case "POST certificates" -> certificate(asked);
            default ->
                    Answer.missing(
                            "the control plane of "
                                    + region.name()
                                    + " knows /targets, /members, /scale and /certificates");
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

    private Answer certificate(Asked asked) {
        String zone = asked.body().path("zone").asText();
        if (layout.zones(region.name()).stream().noneMatch(it -> it.name().equals(zone))) {
            return Answer.refused(region.name() + " certifies no server of zone \"" + zone + "\"");
        }
        try {
            List<String> chain = new ArrayList<>();
            for (X509Certificate each :
                    authority.certify(
                            Base64.getDecoder().decode(asked.body().path("key").asText()))) {
                chain.add(Base64.getEncoder().encodeToString(each.getEncoded()));
            }
            return Answer.ok(Map.of("chain", chain));
        } catch (TwinException | IllegalArgumentException | CertificateEncodingException e) {
            return Answer.refused("certify a key of " + zone + ": " + e.getMessage());
        }
    }

    private Answer scale(Asked asked) {
        String name = asked.body().path("region").asText();
        if (!name.equals(region.name())) {
            return Answer.refused(
                    "the control plane of " + region.name() + " cannot scale " + name);
        }
        boolean full = asked.body().path("full").asBoolean();
        pods.scale(name, full, asked.body().path("calm").asBoolean());
        return pods.settled(name) ? Answer.ok(Map.of()) : Answer.accepted("pods are starting");
    }
}
