package dev.twinkeel.cli;

import dev.twinkeel.twin.host.Rotated;
import dev.twinkeel.twin.host.RotatedCertificates;
import dev.twinkeel.twin.host.RotatedKeys;
import dev.twinkeel.twin.host.TwinClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rotate",
        description = {
            "Changes the password under which the application logs in to a database, while it does.",
            "Two roles take turns, and the one before stays good until the next time: nobody's login"
                    + " is refused.",
            "With --certificates: gives every server that users reach by TLS a new certificate. New"
                    + " handshakes get it, open connections go on.",
            "With --keys: gives every service that uses a table, a bucket or a queue a new access"
                    + " key. The one before is refused when nobody has used it for 5 seconds."
        })
final class RotateCommand implements Callable<Integer> {
    @Mixin private final TwinOption twin = new TwinOption();

    @Mixin private final DatabaseOption database = new DatabaseOption();

    @Option(names = "--certificates", description = "Renew the certificates, and no password.")
    private boolean certificates;

    @Option(names = "--keys", description = "Renew the access keys, and no password.")
    private boolean keys;

    private final Terminal terminal;

    RotateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (keys && (certificates || !database.name().isEmpty())) {
            throw new Trouble(
                    Exit.USAGE,
                    "rotate the access keys and something else",
                    "One at a time: say --keys alone.");
        }
        if (certificates && !database.name().isEmpty()) {
            throw new Trouble(
                    Exit.USAGE,
                    "rotate the certificates of database " + database.name(),
                    "A database has none: say --certificates or --database.");
        }
        try (TwinClient client = twin.client(terminal)) {
            if (certificates) {
                tell(client.rotateCertificates());
                return Exit.DONE;
            }
            if (keys) {
                tell(client.rotateKeys());
                return Exit.DONE;
            }
            Rotated rotated = client.rotate(database.name());
            terminal.out()
                    .printf(
                            "%s: role %s with a new password, in %s; every member lets it in (%s)%n",
                            rotated.database(),
                            rotated.role(),
                            rotated.loginFile(),
                            String.join(", ", rotated.members().keySet()));
            terminal.out()
                    .printf("sessions of %s go on; its password is as it was%n", rotated.before());
        }
        return Exit.DONE;
    }

    /// @throws Trouble naming the services that still use the key from before
    void tell(RotatedKeys rotated) {
        rotated.keys()
                .forEach(
                        key ->
                                terminal.out()
                                        .printf(
                                                "%s: key %s%s%n",
                                                key.service(),
                                                key.id(),
                                                key.alone()
                                                        ? "; the one before is refused"
                                                        : "; the one before is still used"));
        List<String> late =
                rotated.keys().stream()
                        .filter(it -> !it.alone())
                        .map(RotatedKeys.Key::service)
                        .toList();
        if (!late.isEmpty() || !rotated.without().isEmpty()) {
            throw new Trouble(
                    Exit.MISSED,
                    rotated.without().isEmpty()
                            ? "both keys stay good for " + String.join(", ", late)
                            : "these pods could not be given the new key: "
                                    + String.join(", ", rotated.without()),
                    "A client must read AWS_SHARED_CREDENTIALS_FILE again when it changes, as the"
                            + " AWS SDK's default does; have these pods started anew, and say"
                            + " `twinkeel rotate --keys` again.");
        }
    }

    /// @throws Trouble naming the places that have no new one
    void tell(RotatedCertificates rotated) {
        rotated.doors()
                .forEach(
                        door ->
                                terminal.out()
                                        .printf(
                                                "%s: serial %s, good until %s%n",
                                                door.place(), door.serial(), door.until()));
        terminal.out()
                .printf(
                        "open connections go on; clients trust %s as before%n",
                        rotated.authority());
        if (!rotated.silent().isEmpty()) {
            throw new Trouble(
                    Exit.MISSED,
                    "not renewed: " + String.join("; ", rotated.silent()),
                    "These serve with the certificate from before, which is good until its end: say"
                            + " `twinkeel rotate --certificates` again when they are up.");
        }
    }
}
