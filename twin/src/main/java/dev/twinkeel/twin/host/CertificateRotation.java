package dev.twinkeel.twin.host;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Ports;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gives every server that users reach by TLS a new certificate, one after another. Only the
/// balancers have one: the accelerator passes what is encrypted through, and what the parts of a
/// twin say to each other is not encrypted.
///
/// @param fixed the accelerator's addresses for TLS, as users see them
record CertificateRotation(
        Layout layout, Authority authority, HttpCaller caller, List<Address> fixed) {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /// Every address, the zones' first.
    SecureDoors doors() {
        authority.open();
        Map<String, Address> doors = new LinkedHashMap<>();
        for (Place zone : zones()) {
            doors.put(
                    "balancer of " + zone.name(),
                    layout.at(layout.internet(), zone, Ports.BALANCER_SECURE));
        }
        fixed.forEach(it -> doors.put("fixed address " + it, it));
        return new SecureDoors(authority.file(), doors);
    }

    private List<Place> zones() {
        return layout.application().regions().stream()
                .flatMap(region -> layout.zones(region.name()).stream())
                .toList();
    }

    RotatedCertificates rotate() {
        Instant at = Instant.now();
        List<RotatedCertificates.Door> doors = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (Place zone : zones()) {
            try {
                doors.add(renewed(zone));
            } catch (IOException e) {
                silent.add(zone.name() + ": " + e.getMessage());
            }
        }
        if (doors.isEmpty()) {
            throw new TwinException(
                    "rotate the certificates: no zone's balancer renewed its own: "
                            + String.join("; ", silent));
        }
        return new RotatedCertificates(at, authority.file(), doors, silent);
    }

    private RotatedCertificates.Door renewed(Place zone) throws IOException {
        HttpCaller.Answered answered =
                caller.post(layout.home(zone, Ports.ZONE_CONTROL), "/certificate", Map.of(), LIMIT);
        if (!answered.ok()) {
            throw new IOException(answered.reason());
        }
        return new RotatedCertificates.Door(
                zone.name(),
                answered.body().path("serial").asText(),
                Instant.parse(answered.body().path("until").asText()));
    }
}
