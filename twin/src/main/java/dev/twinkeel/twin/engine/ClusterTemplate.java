package dev.twinkeel.twin.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// An empty database cluster, made once by `initdb` in the cache and copied for every new primary:
/// a twentieth of a second instead of half a second of processor time.
final class ClusterTemplate {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /// Part of the folder's name: change it when the options below change.
    private static final String OPTIONS = "c-utf8-scram";

    private final PostgresBinaries binaries;
    private final ProcessUser user;
    private final Path folder;

    ClusterTemplate(PostgresBinaries binaries, ProcessUser user) {
        this.binaries = binaries;
        this.user = user;
        String owner = user.owner().map(it -> "-" + it.replace(':', '-')).orElse("");
        Path cache = binaries.folder().resolveSibling("cluster-" + binaries.key());
        this.folder = cache.resolveSibling(cache.getFileName() + "-" + OPTIONS + owner);
    }

    /// Copies the template to a folder that does not exist, with an identity of its own.
    void copyTo(Path data) {
        make();
        Folders.copy(folder, data);
        try {
            long identifier = UUID.randomUUID().getMostSignificantBits() & Long.MAX_VALUE;
            ControlFile.rename(data, identifier);
        } catch (IOException failure) {
            throw Folders.failed("give " + data + " an identity of its own", data, failure);
        }
    }

    private void make() {
        if (Files.exists(folder)) {
            return;
        }
        Path beside = folder.resolveSibling(folder.getFileName() + ".making-" + UUID.randomUUID());
        try {
            Folders.makePrivate(beside);
            initdb(beside);
            Files.move(beside.resolve("data"), folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            // Somebody else was first: theirs is as good.
            if (!Files.exists(folder)) {
                throw Folders.failed(
                        "make an empty database cluster in " + folder, folder, failure);
            }
        } finally {
            Folders.delete(beside);
        }
    }

    /// The password is thrown away: every copy is given its own before it is first started.
    private void initdb(Path beside) throws IOException {
        Path password = beside.resolve("password");
        Files.writeString(password, UUID.randomUUID().toString());
        user.give(beside);
        List<String> command =
                user.command(
                        List.of(
                                binaries.program("initdb").toString(),
                                "--pgdata=" + beside.resolve("data"),
                                "--username=postgres",
                                "--auth=scram-sha-256",
                                "--pwfile=" + password,
                                "--encoding=UTF8",
                                "--locale=C",
                                "--no-sync",
                                "--no-instructions"));
        Shell.Result result =
                Shell.run(LIMIT, command)
                        .orElseThrow(
                                () ->
                                        new EngineException(
                                                "run %s: not ended after %s; is the machine overloaded or the disk stuck?"
                                                        .formatted(command, LIMIT)));
        if (!result.ok()) {
            throw Folders.failed(
                    "make an empty database cluster with " + String.join(" ", command),
                    beside,
                    new IOException(result.output()));
        }
    }
}
