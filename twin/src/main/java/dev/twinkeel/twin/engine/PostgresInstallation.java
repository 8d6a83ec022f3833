package dev.twinkeel.twin.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// PostgreSQL on this machine: its programs, a user that they agree to run as, and an empty cluster
/// to copy.
public final class PostgresInstallation {
    private static final Duration SINGLE = Duration.ofSeconds(30);

    private final PostgresBinaries binaries;
    private final ProcessUser user;
    private final ClusterTemplate template;

    private PostgresInstallation(PostgresBinaries binaries, ProcessUser user) {
        this.binaries = binaries;
        this.user = user;
        this.template = new ClusterTemplate(binaries, user);
    }

    /// Unpacks what is needed, once, and finds out how to run it.
    ///
    /// @param cache shared by the twins of a user, see [PostgresBinaries#cache]
    /// @param state the twin's folder, where the members' data will be
    public static PostgresInstallation find(Path cache, Path state) {
        PostgresBinaries binaries = PostgresBinaries.unpack(cache);
        ProcessUser user = ProcessUser.forServer(state, binaries.program("postgres"));
        return new PostgresInstallation(binaries, user);
    }

    static PostgresInstallation as(ProcessUser user, Path cache) {
        return new PostgresInstallation(PostgresBinaries.unpack(cache), user);
    }

    /// The user that servers run as.
    public ProcessUser user() {
        return user;
    }

    Path program() {
        return binaries.program("postgres");
    }

    ClusterTemplate template() {
        return template;
    }

    /// Gives a cluster that does not run its superuser's password, before it ever listens. What is
    /// handed over, on standard input, is the verifier and not the password.
    void setSuperuserPassword(PostgresSpec spec) throws IOException {
        String password = Files.readString(spec.superuserPasswordFile()).strip();
        List<String> command =
                user.command(
                        List.of(
                                program().toString(),
                                "--single",
                                "-D",
                                spec.data().toString(),
                                "-c",
                                "synchronous_standby_names=",
                                "-c",
                                "log_min_error_statement=panic",
                                "postgres"));
        String statement = "ALTER ROLE postgres PASSWORD '" + Verifier.of(password) + "'\n";
        boolean done =
                Shell.run(SINGLE, command, statement)
                        .filter(Shell.Result::ok)
                        .filter(result -> !result.output().contains("ERROR:"))
                        .isPresent();
        if (!done) {
            throw new EngineException(
                    "set the superuser's password of %s: `postgres --single` failed on %s"
                            .formatted(spec.name(), spec.data()));
        }
    }
}
