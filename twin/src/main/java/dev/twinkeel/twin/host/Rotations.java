package dev.twinkeel.twin.host;

import dev.twinkeel.model.Database;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.engine.EngineException;
import dev.twinkeel.twin.engine.Logins;
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
final class Rotations {
    private static final Duration REPLICATED = Duration.ofSeconds(15);
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
        try (Logins logins = logins(holder(database))) {
            logins.set(role, file.owner(), password);
        } catch (EngineException e) {
            throw new TwinException(
                    ("rotate the password of %s: %s; pods go on with the old one; run it again when"
                                    + " `twinkeel status` shows that all is well")
                            .formatted(database.name(), e.getMessage()),
                    e);
        }
        file.keepPassword(role, password);
        List<Member> all = running(database);
        awaitAll(database, all, role, password);
        file.write(role, password);
        Set<String> without = new TreeSet<>(pods.renew(file.name(), file.path()));
        without.addAll(pods.renew(database.name(), file.passwordFile(file.owner())));
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
            } catch (EngineException _) {
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
