package dev.twinkeel.cli;

import dev.twinkeel.drill.Fault;
import dev.twinkeel.drill.Proof;
import dev.twinkeel.drill.TwinTroubleException;
import dev.twinkeel.drill.Wound;
import dev.twinkeel.model.Application;
import dev.twinkeel.twin.host.Rotated;
import dev.twinkeel.twin.host.RotatedCertificates;
import dev.twinkeel.twin.host.Status;
import dev.twinkeel.twin.host.TwinClient;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// A new password of the application to its database, or new certificates, ordered in a drill, and
/// what became of it.
final class Rotation {
    private final TwinClient client;
    private final Application application;
    private final Map<Instant, CertificateWatch> watches = new ConcurrentHashMap<>();

    Rotation(TwinClient client, Application application) {
        this.client = client;
        this.application = application;
    }

    Wound inflict(Fault fault, Roles roles) {
        return fault.target() == Fault.Target.CERTIFICATES
                ? certificates(fault, roles)
                : password(fault, roles);
    }

    private Wound certificates(Fault fault, Roles roles) {
        CertificateWatch watch = CertificateWatch.start(application, client.doors());
        RotatedCertificates rotated = client.rotateCertificates();
        watches.put(rotated.at(), watch);
        return new Wound(
                fault,
                rotated.at(),
                roles.region(),
                "gave %d servers a new certificate%s"
                        .formatted(
                                rotated.doors().size(),
                                rotated.silent().isEmpty()
                                        ? ""
                                        : ", but not " + String.join("; ", rotated.silent())),
                List.of(),
                rotated.doors().stream().map(RotatedCertificates.Door::serial).toList());
    }

    private Wound password(Fault fault, Roles roles) {
        Rotated rotated = client.rotate(roles.database().database());
        return new Wound(
                fault,
                rotated.at(),
                roles.region(),
                "gave role %s a new password; it was %s before"
                        .formatted(rotated.role(), rotated.before()),
                List.of(),
                List.of(rotated.database()));
    }

    /// It has its effect when clients log in with what is new, and nobody with what was.
    List<Proof> proofs(Wound wound, Status status) {
        if (wound.fault().target() == Fault.Target.CERTIFICATES) {
            return Objects.requireNonNull(watches.get(wound.at())).proofs(wound.hit());
        }
        Map<String, Rotated.Sessions> sessions = client.sessions(wound.hit().getFirst());
        long now = sessions.values().stream().mapToLong(Rotated.Sessions::now).sum();
        long before = sessions.values().stream().mapToLong(Rotated.Sessions::before).sum();
        var loggedIn =
                new Proof(
                        "clients are logged in with the new password only",
                        now > 0 && before == 0,
                        "%d sessions of the new role, %d of the one before".formatted(now, before));
        // To read every log costs the machine something: once, at the end.
        return loggedIn.holds() ? List.of(loggedIn, kept(status)) : List.of(loggedIn);
    }

    private static Proof kept(Status status) {
        List<Long> pids =
                status.processes().stream().map(Status.Unit::pid).filter(it -> it > 0).toList();
        var search = new SecretSearch(status.state());
        try {
            List<String> found = search.found(pids);
            return new Proof(
                    "no secret stands in a log, a command line, an environment or a report",
                    found.isEmpty(),
                    found.isEmpty()
                            ? "%d secrets were looked for in %d processes and all files"
                                    .formatted(search.secrets().size(), pids.size())
                            : String.join(", ", found));
        } catch (IOException e) {
            throw new TwinTroubleException("look for secrets in " + status.state(), e);
        }
    }
}
