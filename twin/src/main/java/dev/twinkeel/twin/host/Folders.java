package dev.twinkeel.twin.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
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
            List.of("data", "aside", "journals", "run", "secrets", "flows");

    private Folders() {}

    /// @param fresh delete what an earlier twin left
    /// @throws TwinException when the folder was made by another version
    static void prepare(StateFolder state, boolean fresh) throws IOException {
        if (fresh) {
            for (String name : MADE) {
                delete(state.root().resolve(name));
            }
            deleteLogs(state.logs());
            Files.deleteIfExists(state.format());
        }
        if (!Files.exists(state.format())) {
            Files.writeString(state.format(), Integer.toString(StateFolder.FORMAT));
        }
        String format = Files.readString(state.format()).strip();
        if (!format.equals(Integer.toString(StateFolder.FORMAT))) {
            throw new TwinException(
                    "start the twin: %s was made by another version (format %s, this one makes %d); its data was not touched"
                            .formatted(state.root(), format, StateFolder.FORMAT),
                    "Move the folder away, or delete it if its data is not needed.");
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
