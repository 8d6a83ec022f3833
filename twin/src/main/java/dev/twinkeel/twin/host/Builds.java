package dev.twinkeel.twin.host;

import dev.twinkeel.model.Service;
import dev.twinkeel.model.Times;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Runs a service's `build` command once, and again when a file beside it has changed.
///
/// @param spots where the commands stand
record Builds(Errands errands, Spots spots) {
    /// An install of packages over a slow network.
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /// @throws TwinException with the end of the command's output when it fails
    void build(Service service, Path folder, Path log, Consumer<String> progress) {
        if (service.build().isEmpty()) {
            return;
        }
        String command = service.build().get();
        Path stamp =
                Rehearsals.cache(service.name(), stamp(command, folder))
                        .resolveSibling(service.name() + ".built");
        if (Files.exists(stamp)) {
            return;
        }
        progress.accept("building " + service.name() + ": " + command);
        run(service, command, folder, log);
        try {
            Files.createDirectories(stamp.getParent());
            Files.writeString(
                    Rehearsals.cache(service.name(), stamp(command, folder))
                            .resolveSibling(service.name() + ".built"),
                    "");
        } catch (IOException e) {
            throw new UncheckedIOException("remember the build of " + service.name(), e);
        }
    }

    private static List<String> stamp(String command, Path folder) {
        List<String> parts = new ArrayList<>(List.of(command, folder.toString()));
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(Files::isRegularFile).sorted().forEach(file -> parts.add(file.toString()));
            return parts;
        } catch (IOException e) {
            throw new TwinException(
                    "look into the folder of a service, " + folder + ": does it exist?", e);
        }
    }

    private void run(Service service, String command, Path folder, Path log) {
        Optional<Integer> exit =
                errands.run(
                        "build-" + service.name(),
                        List.of("/bin/sh", "-c", command),
                        folder,
                        log,
                        LIMIT);
        if (!exit.equals(Optional.of(0))) {
            String words = Logs.end(log, 3);
            throw new TwinException(
                    "build service %s with `%s` in %s: %s; %s"
                            .formatted(
                                    service.name(),
                                    command,
                                    folder,
                                    exit.map(it -> "exit code " + it)
                                            .orElse("not done within " + Times.text(LIMIT)),
                                    words.isEmpty() ? "it said nothing" : "it said: " + words),
                    "Correct what it needs, or the command at %s. Its output: %s"
                            .formatted(spots.of("services", service.name(), "build"), log));
        }
    }
}
