package dev.twinkeel.twin.host;

import dev.twinkeel.twin.engine.PostgresSpec;
import dev.twinkeel.twin.store.MemoryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Prepares a state folder for a start, and never deletes what a user may want.
final class Folders {
    /// What a drill's own folder is emptied of; its reports stay.
    private static final List<String> MADE =
            List.of("data", "aside", "journals", "run", "secrets", "sealed", "flows");

    private Folders() {}

    /// @param fresh delete what an earlier twin left
    /// @throws TwinException when the folder was made by another version
    static void prepare(StateFolder state, boolean fresh) throws IOException {
        if (fresh) {
            MemoryFolder.free(state.secrets());
            for (String name : MADE) {
                delete(state.root().resolve(name));
            }
            deleteLogs(state.logs());
            Files.deleteIfExists(state.authority());
            Files.deleteIfExists(state.format());
        }
        if (!Files.exists(state.format())) {
            Files.writeString(state.format(), Integer.toString(StateFolder.FORMAT));
        }
        String format = Files.readString(state.format()).strip();
        if (format.equals(Integer.toString(StateFolder.PLAIN))) {
            seal(state);
            format = Integer.toString(StateFolder.FORMAT);
            Files.writeString(state.format(), format);
        }
        if (!format.equals(Integer.toString(StateFolder.FORMAT))) {
            throw new TwinException(
                    "start the twin: %s was made by another version (format %s, this one makes %d); its data was not touched"
                            .formatted(state.root(), format, StateFolder.FORMAT),
                    "Move the folder away, or delete it if its data is not needed.");
        }
        forgetOpen(state);
        MemoryFolder.make(state.secrets());
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
                state.vault().write(file.getFileName().toString(), Files.readString(file));
            }
        }
        delete(state.secrets());
    }

    /// Deletes every secret that is not sealed: none may be there while the twin does not run, also
    /// when its host was killed. In a folder of another version nothing is touched: there they may
    /// be the only ones.
    static void forgetOpen(StateFolder state) {
        if (!current(state)) {
            return;
        }
        MemoryFolder.free(state.secrets());
        if (!Files.isDirectory(state.data(""))) {
            return;
        }
        try (Stream<Path> members = Files.list(state.data(""))) {
            for (Path member : members.filter(Files::isDirectory).toList()) {
                Files.deleteIfExists(PostgresSpec.passFile(member));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("delete the password files in " + state.data(""), e);
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
                    delete(file);
                }
            }
        }
    }

    /// Deletes a folder with all in it; nothing when it is not there.
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path visited, @Nullable IOException failure) throws IOException {
                        if (failure != null) {
                            throw new UncheckedIOException("delete " + visited, failure);
                        }
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
