package dev.twinkeel.twin.host;

import dev.twinkeel.twin.WholeFolder;
import dev.twinkeel.twin.engine.PostgresSpec;
import dev.twinkeel.twin.store.MemoryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Prepares a state folder for a start, and never deletes what a user may want.
final class Folders {
    /// What a drill's own folder is emptied of; its reports stay.
    private static final List<String> MADE =
            List.of("data", "aside", "journals", "run", "secrets", "sealed", "flows");

    /// Beside a region's objects: what seals them, itself sealed under the twin's master key.
    private static final String BUCKET_KEYS = "keys/keyset";

    private Folders() {}

    /// @param fresh delete what an earlier twin left
    /// @throws TwinException when the folder was made by another version
    static void prepare(StateFolder state, boolean fresh) throws IOException {
        if (fresh) {
            MemoryFolder.free(state.secrets());
            for (String name : MADE) {
                WholeFolder.delete(state.root().resolve(name));
            }
            deleteLogs(state.logs());
            Files.deleteIfExists(state.authority());
            Files.deleteIfExists(state.format());
        }
        if (!Files.exists(state.format())) {
            writeFormat(state);
        }
        String format = Files.readString(state.format()).strip();
        if (format.equals(Integer.toString(StateFolder.PLAIN))) {
            seal(state);
            format = Integer.toString(StateFolder.FORMAT);
            writeFormat(state);
        }
        if (!format.equals(Integer.toString(StateFolder.FORMAT))) {
            throw new TwinException(
                    "start the twin: %s was made by another version (format %s, this one makes %d); its data was not touched"
                            .formatted(state.root(), format, StateFolder.FORMAT),
                    "Move the folder away, or delete it if its data is not needed.");
        }
        mustHaveItsSecrets(state);
        forgetOpen(state);
        MemoryFolder.make(state.secrets());
    }

    private static void writeFormat(StateFolder state) throws IOException {
        byte[] format = Integer.toString(StateFolder.FORMAT).getBytes(StandardCharsets.UTF_8);
        Durable.replace(state.format(), format, "rw-r--r--");
    }

    /// A new random secret would open nothing of the data that is there.
    private static void mustHaveItsSecrets(StateFolder state) throws IOException {
        for (Path data : data(state)) {
            String name = data.getFileName().toString();
            if (Files.exists(data.resolve("data").resolve("PG_VERSION"))) {
                mustHave(state, "postgres", data);
            }
            if (name.startsWith("buckets-") && Files.exists(data.resolve(BUCKET_KEYS))) {
                mustHave(state, "master-key", data);
            }
        }
    }

    private static void mustHave(StateFolder state, String secret, Path data) {
        Path file = state.sealed().resolve(secret);
        if (!Files.exists(file)) {
            throw new TwinException(
                    "start the twin: the secret %s is not there, which opens the data in %s; nothing was touched"
                            .formatted(file, data),
                    "Put %s back from where the state folder was copied, or begin with new data: move %s away, or delete it."
                            .formatted(file, state.root()));
        }
    }

    private static List<Path> data(StateFolder state) throws IOException {
        if (!Files.isDirectory(state.data(""))) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(state.data(""))) {
            return folders.filter(Files::isDirectory).toList();
        }
    }

    private static boolean current(StateFolder state) {
        try {
            return Files.readString(state.format())
                    .strip()
                    .equals(Integer.toString(StateFolder.FORMAT));
        } catch (IOException _) {
            return false;
        }
    }

    /// Seals the secrets that an older version kept as they are. Harmless to do again, wherever it
    /// ended.
    private static void seal(StateFolder state) throws IOException {
        if (!Files.isDirectory(state.secrets(), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.list(state.secrets())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                String secret = Files.readString(file);
                state.vault().write(name, secret);
                if (!state.vault().read(name).equals(Optional.of(secret))) {
                    throw new TwinException(
                            "seal the secret %s: what was sealed is not what was there; no secret was deleted"
                                    .formatted(file),
                            "Look at the disk of %s, then start the twin again."
                                    .formatted(state.sealed()));
                }
            }
        }
        WholeFolder.delete(state.secrets());
    }

    /// Deletes every secret that is not sealed: none may be there while the twin does not run, also
    /// when its host was killed. In a folder of another version nothing is touched: there they may
    /// be the only ones.
    static void forgetOpen(StateFolder state) {
        if (!current(state)) {
            return;
        }
        MemoryFolder.free(state.secrets());
        try {
            for (Path member : data(state)) {
                Files.deleteIfExists(PostgresSpec.passFile(member));
                // A copy of what was kept aside, with a password file of its own.
                WholeFolder.delete(member.resolve("looked-at"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("delete the password files in " + state.data(""), e);
        }
    }

    /// What a twin leaves when it has ended. The data of one that was started fresh is not looked
    /// at again: what of it is in the machine's memory goes with it, what is on the disk with the
    /// next start.
    static void end(StateFolder state, boolean fresh) {
        forgetOpen(state);
        if (!fresh) {
            return;
        }
        try {
            data(state).stream().filter(Files::isSymbolicLink).forEach(MemoryFolder::free);
        } catch (IOException e) {
            throw new UncheckedIOException("free the memory of " + state.data(""), e);
        }
    }

    /// All but the log of the host itself, which is being written.
    private static void deleteLogs(Path logs) throws IOException {
        if (!Files.isDirectory(logs)) {
            return;
        }
        try (Stream<Path> files = Files.list(logs)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().equals("host.log")) {
                    WholeFolder.delete(file);
                }
            }
        }
    }
}
