package dev.twinkeel.twin.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The user that a process runs as. PostgreSQL refuses to run as root; everything else runs as
/// whoever runs the twin.
///
/// Three ways for PostgreSQL, the first that is proved to work:
///
/// 1. The twin does not run as root: directly.
/// 2. `unshare --user`: the process is nobody in a user namespace of its own, and still root's to
///    the files, so no path is out of reach.
/// 3. `setpriv` to an unprivileged user, to whom its folders are given.
///
/// @param prefix put before the command; each of its programs replaces itself by the next, so the
///   process id stays
/// @param owner `uid:gid` to whom the process's folders must be given; empty when nothing needs to
///   be given
public record ProcessUser(List<String> prefix, Optional<String> owner) {
    /// The user that runs the twin.
    public static final ProcessUser SAME = new ProcessUser(List.of(), Optional.empty());

    /// Whoever runs the twin, behind the engines when processors are short: where the application
    /// really runs, its pods take no processor time from its databases, balancers and recovery.
    ///
    /// Where Linux groups sessions (sched(7), autogroup), this has no effect between processes. To
    /// nice the sessions too was tried and is worse: the pods are the longest part of a request.
    static final ProcessUser YIELDING =
            new ProcessUser(List.of("nice", "-n", "5"), Optional.empty());

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration GIVE = Duration.ofSeconds(30);

    public ProcessUser {
        prefix = List.copyOf(prefix);
    }

    /// A way to run `program` with its files under `folder` that is not root, tried out.
    static ProcessUser forServer(Path folder, Path program) {
        if (!isRoot()) {
            return SAME;
        }
        ProcessUser namespace =
                new ProcessUser(List.of("unshare", "--user", "--"), Optional.empty());
        if (namespace.works(folder, program)) {
            return namespace;
        }
        for (String name : List.of("postgres", "nobody")) {
            Optional<ProcessUser> user = named(name);
            if (user.isPresent() && user.orElseThrow().works(folder, program)) {
                return user.orElseThrow();
            }
        }
        throw new EngineException(
                ("run PostgreSQL, which refuses to run as root: neither `unshare --user` nor `setpriv`"
                                + " to the users postgres or nobody can run %s and write under %s; run"
                                + " `twinkeel` as another user, or allow user namespaces (sysctl"
                                + " kernel.unprivileged_userns_clone=1), or keep the project and TWINKEEL_CACHE"
                                + " in folders that every user may enter")
                        .formatted(program, folder));
    }

    /// As a user of the system, by `setpriv`; empty when there is none of that name.
    static Optional<ProcessUser> named(String user) {
        Optional<String> uid = id("-u", user);
        Optional<String> gid = id("-g", user);
        if (uid.isEmpty() || gid.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ProcessUser(
                        List.of(
                                "setpriv",
                                "--reuid=" + uid.orElseThrow(),
                                "--regid=" + gid.orElseThrow(),
                                "--clear-groups",
                                "--"),
                        Optional.of(uid.orElseThrow() + ":" + gid.orElseThrow())));
    }

    static boolean isRoot() {
        return id("-u", "").filter("0"::equals).isPresent();
    }

    /// The command as this user runs it.
    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    /// Gives a folder with all in it to this user, if it needs to be given.
    void give(Path folder) {
        if (owner.isEmpty()) {
            return;
        }
        List<String> chown = List.of("chown", "-R", owner.orElseThrow(), folder.toString());
        if (Shell.run(GIVE, chown).filter(Shell.Result::ok).isEmpty()) {
            throw new EngineException(
                    "give %s to user %s: chown failed; check who may write there"
                            .formatted(folder, owner.orElseThrow()));
        }
    }

    /// Whether a process of this kind is not root, can run the program and can write where its data
    /// will be.
    boolean works(Path folder, Path program) {
        try {
            Files.createDirectories(folder);
            Path trial = Files.createTempDirectory(folder, "trial");
            try {
                give(trial);
                String script = "[ \"$(id -u)\" != 0 ] && \"$1\" --version && : > \"$2/file\"";
                List<String> command =
                        command(
                                List.of(
                                        "sh",
                                        "-c",
                                        script,
                                        "sh",
                                        program.toString(),
                                        trial.toString()));
                return Shell.run(LIMIT, command).filter(Shell.Result::ok).isPresent();
            } finally {
                Folders.delete(trial);
            }
        } catch (IOException | EngineException _) {
            return false;
        }
    }

    private static Optional<String> id(String option, String user) {
        List<String> command = user.isEmpty() ? List.of("id", option) : List.of("id", option, user);
        return Shell.run(LIMIT, command).filter(Shell.Result::ok).map(Shell.Result::output);
    }
}
