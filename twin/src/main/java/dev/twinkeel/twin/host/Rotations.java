package dev.twinkeel.twin.host;

import dev.twinkeel.model.Database;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.engine.Logins;
import dev.twinkeel.twin.engine.PostgresException;
import dev.twinkeel.twin.engine.PostgresSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// Changes the password under which an application logs in to a database, while it does.
///
/// Two roles take turns: the one that nobody uses gets a new password, every member that runs must
/// let it in, and only then pods can read it. Role and password stand in *one* file, replaced in
/// one step, and the old role's password stays as it is until the rotation after this one. So
/// whatever a pod has read, in the old file or the new, lets it in.
///
/// A pod may read the owner's password alone instead. It gets the new one as soon as the primary
/// lets that in: from then on the old one is refused there, whatever other members do.
final class Rotations {
    private static final Duration REPLICATED = Duration.ofSeconds(15);

    /// A commit that waits for a standby is seen when the agents no longer count on that one.
    private static final Duration IN_DOUBT = Duration.ofSeconds(8);

    private static final Duration POLL = Duration.ofMillis(50);

    private final Layout layout;
    private final StateFolder state;
    private final PodSecrets pods;
    private final Members members;
    private final Function<String, Optional<String>> primary;

    /// @param primary the member that holds a database's lease now
    Rotations(
            Layout layout,
            StateFolder state,
            PodSecrets pods,
            Members members,
            Function<String, Optional<String>> primary) {
        this.layout = layout;
        this.state = state;
        this.pods = pods;
        this.members = members;
        this.primary = primary;
    }

    /// @param name of a database; empty when there is only one
    /// @throws TwinException when it is not sure that every member lets the new password in
    synchronized Rotated rotate(String name) {
        Database database = database(name);
        var file = new LoginFile(state, database);
        String before = file.role();
        String role = file.other();
        String password = StateFolder.random();
        set(database, file, role, password);
        file.keepPassword(role, password);
        Set<String> without =
                new TreeSet<>(pods.renew(database.name(), file.passwordFile(file.owner())));
        List<Member> all = running(database);
        awaitAll(database, all, role, password);
        file.write(role, password);
        without.addAll(pods.renew(file.name(), file.path()));
        if (!without.isEmpty()) {
            throw new TwinException(
                    "rotate the password of %s: it is rotated, but these pods could not be given it: %s; the one that they have lets them in until the next rotation"
                            .formatted(database.name(), String.join(", ", without)),
                    "Make room where %s is (the host's log says what was wrong), and have these pods started anew before you rotate again."
                            .formatted(state.secrets()));
        }
        return new Rotated(
                database.name(),
                Instant.now(),
                role,
                before,
                file.path(),
                sessions(all, role, before));
    }

    /// Gives a role its password. One that fails may have been carried out all the same: the commit
    /// is the primary's own before it waits for a standby. For the owner that must be found out, or
    /// nobody would know the password that is good.
    private void set(Database database, LoginFile file, String role, String password) {
        try (Logins logins = logins(holder(database))) {
            try {
                logins.set(role, file.owner(), password);
            } catch (PostgresException e) {
                if (!role.equals(file.owner()) || !letsSoon(logins, database, role, password)) {
                    throw new TwinException(
                            ("rotate the password of %s: %s; pods go on with the old one; run it again when"
                                            + " `twinkeel status` shows that all is well")
                                    .formatted(database.name(), e.getMessage()),
                            e);
                }
            }
        }
    }

    private static boolean letsSoon(
            Logins logins, Database database, String role, String password) {
        long deadline = System.nanoTime() + IN_DOUBT.toNanos();
        boolean lets = logins.lets(role, password, Configs.databaseName(database));
        while (!lets && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
            lets = logins.lets(role, password, Configs.databaseName(database));
        }
        return lets;
    }

    /// Who is logged in as which of a database's two roles now.
    Map<String, Rotated.Sessions> sessions(String name) {
        Database database = database(name);
        var file = new LoginFile(state, database);
        return sessions(running(database), file.role(), file.other());
    }

    /// Gives a restored server's owner the password that is good now: the one of that moment may
    /// have been rotated since.
    static void letIn(LoginFile file, PostgresSpec restored) {
        try (Logins logins =
                new Logins(restored.name(), restored.listen(), restored.superuserPasswordFile())) {
            logins.set(file.owner(), file.owner(), file.password(file.owner()));
        }
    }

    private Map<String, Rotated.Sessions> sessions(List<Member> all, String role, String before) {
        Map<String, Rotated.Sessions> sessions = new LinkedHashMap<>();
        for (Member member : all) {
            try (Logins logins = logins(member)) {
                sessions.put(
                        member.name(),
                        new Rotated.Sessions(logins.sessions(role), logins.sessions(before)));
            } catch (PostgresException _) {
                // It has just died; whoever asks again does not find it.
            }
        }
        return sessions;
    }

    private Database database(String name) {
        List<Database> all = layout.application().databases();
        if (all.isEmpty()) {
            throw new TwinException(
                    "rotate a password: the application has no database; put one into its file, or say --certificates");
        }
        return ChosenDatabase.of("rotate a database's password", all, name);
    }

    private Member holder(Database database) {
        return primary.apply(database.name())
                .map(layout::member)
                .orElseThrow(
                        () ->
                                new TwinException(
                                        "rotate the password of %s: it has no primary now; run it again when `twinkeel status` shows one"
                                                .formatted(database.name())));
    }

    private List<Member> running(Database database) {
        return layout.members(database).stream()
                .filter(it -> members.server(it.name()).alive())
                .toList();
    }

    private Logins logins(Member member) {
        return new Logins(
                member.name(),
                layout.member(layout.place(member.zone()), member),
                state.secret("postgres"));
    }

    /// A pod that reads asks a replica, also of the other region.
    private void awaitAll(Database database, List<Member> all, String role, String password) {
        long deadline = System.nanoTime() + REPLICATED.toNanos();
        for (Member member : all) {
            try (Logins logins = logins(member)) {
                while (!logins.lets(role, password, Configs.databaseName(database))) {
                    if (System.nanoTime() - deadline > 0) {
                        throw new TwinException(
                                "rotate the password of %s: %s does not let the new one in within %s; pods go on with the old one, ask again when every member follows"
                                        .formatted(database.name(), member.name(), REPLICATED));
                    }
                    LockSupport.parkNanos(POLL.toNanos());
                }
            }
        }
    }
}
