package dev.twinkeel.cli;

import dev.twinkeel.twin.host.Rotated;
import dev.twinkeel.twin.host.RotatedCertificates;
import dev.twinkeel.twin.host.TwinClient;
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
                    + " handshakes get it, open connections go on."
        })
final class RotateCommand implements Callable<Integer> {
    @Mixin private final TwinOption twin = new TwinOption();

    @Mixin private final DatabaseOption database = new DatabaseOption();

    @Option(names = "--certificates", description = "Renew the certificates, and no password.")
    private boolean certificates;

    private final Terminal terminal;

    RotateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
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
