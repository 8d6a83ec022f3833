package dev.twinkeel.twin.host;

import dev.twinkeel.model.Database;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.WholeFolder;
import dev.twinkeel.twin.engine.EngineException;
import dev.twinkeel.twin.engine.PostgresControl;
import dev.twinkeel.twin.engine.PostgresException;
import dev.twinkeel.twin.engine.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Makes the members of a database that is not there yet, and starts those of one that is.
///
/// @param server of a member, by its name
record FirstMembers(
        Layout layout, StateFolder state, Spots spots, Function<String, PostgresServer> server) {
    private static final System.Logger LOG = System.getLogger(FirstMembers.class.getName());
    private static final int TRIES = 3;
    private static final Duration COMING_BACK = Duration.ofSeconds(30);

    /// Deletes what a start left that did not get to its end: nobody was ever let in there. Called
    /// before anything is started.
    ///
    /// @return whether there was such a thing
    boolean forgetHalfMade() {
        List<Database> all = layout.application().databases();
        boolean some = all.stream().anyMatch(it -> Files.exists(making(it)));
        if (!some || all.stream().anyMatch(this::exists)) {
            return false;
        }
        try {
            WholeFolder.delete(state.data(""));
            WholeFolder.delete(state.journals(""));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("delete the half-made data in " + state.data(""), e);
        }
    }

    /// Whether an earlier twin left this database here, made to its end.
    private boolean exists(Database database) {
        return !Files.exists(making(database))
                && layout.members(database).stream()
                        .anyMatch(it -> server.apply(it.name()).created());
    }

    /// There while a database is being made.
    private Path making(Database database) {
        return state.data(database.name() + ".making");
    }

    /// Starts a database that exists, or makes it.
    void bring(Database database) {
        if (exists(database)) {
            restart(database);
            return;
        }
        try {
            Files.createDirectories(making(database).getParent());
            Files.writeString(making(database), "");
            make(database);
            Files.delete(making(database));
        } catch (IOException e) {
            throw new UncheckedIOException("make the database " + database.name(), e);
        }
    }

    /// Starts every member that has data, as what it was. Nobody can reach it until an agent has
    /// proved its role.
    private void restart(Database database) {
        layout.members(database).stream()
                .map(member -> server.apply(member.name()))
                .filter(PostgresServer::created)
                .parallel()
                .forEach(FirstMembers::restart);
    }

    private static void restart(PostgresServer server) {
        try {
            server.start();
        } catch (EngineException e) {
            throw new TwinException(
                    String.valueOf(e.getMessage()),
                    "Its data is in %s and was not touched. When that is damaged and another member is well, move the folder away: the member is then cloned again."
                            .formatted(server.spec().folder()));
        }
    }

    private void make(Database database) {
        create(database);
        List<Member> all = layout.members(database);
        String standby = layout.application().standby().name();
        Member second =
                all.stream().filter(it -> it.region().equals(standby)).findFirst().orElseThrow();
        List<Member> near =
                all.stream().filter(it -> !it.region().equals(standby)).skip(1).toList();
        Host.together(
                near.stream()
                        .<Runnable>map(member -> () -> cloneAtLast(member, all.getFirst()))
                        .toList());
        cloneAtLast(second, near.getFirst());
    }

    /// The agents are at work already: an upstream that they end and start again, because their
    /// lease ran out on a busy machine, spoils a clone of it.
    private void cloneAtLast(Member member, Member upstream) {
        for (int tries = 1; ; tries++) {
            try {
                clone(member, upstream);
                return;
            } catch (EngineException | PostgresException e) {
                boolean again = tries < TRIES && server.apply(upstream.name()).answers(COMING_BACK);
                if (!again) {
                    throw e;
                }
                LOG.log(System.Logger.Level.WARNING, "clone " + member.name() + " again", e);
            }
        }
    }

    /// Makes the first member of a database with its role, database and schema.
    private void create(Database database) {
        Member first = layout.members(database).getFirst();
        PostgresServer primary = server.apply(first.name());
        primary.createPrimary();
        primary.start();
        Optional<Path> schema = database.schema().map(spots.folder()::resolve);
        Place zone = layout.place(first.zone());
        String name = Configs.databaseName(database);
        new LoginFile(state, database).begin();
        try (PostgresControl control =
                new PostgresControl(
                        first.name(), layout.member(zone, first), state.secret("postgres"))) {
            control.create(name, name, state.secret(database.name()), schema);
        } catch (PostgresException e) {
            throw e.kind() == PostgresException.Kind.REFUSED && schema.isPresent()
                    ? new TwinException(
                            String.valueOf(e.getMessage()),
                            "Correct %s, or name another file at %s."
                                    .formatted(
                                            schema.get(),
                                            spots.of("databases", database.name(), "schema")))
                    : e;
        }
    }

    /// Clones a member from another and starts it as its standby.
    void clone(Member member, Member upstream) {
        Place zone = layout.place(member.zone());
        Address seen = layout.member(zone, upstream);
        server.apply(member.name()).startStandby(upstream.name(), seen);
    }
}
