package dev.twinkeel.twin.host;

import dev.twinkeel.model.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Runs a service's `build` command once, and again when a file beside it has changed.
final class Builds {
    /// An install of packages over a slow network.
    private static final long LIMIT_MINUTES = 5;

    private Builds() {}

    /// @throws TwinException with the end of the command's output when it fails
    static void build(Service service, Path folder, Path log, Consumer<String> progress) {
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

    private static void run(Service service, String command, Path folder, Path log) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Process process =
                    new ProcessBuilder("/bin/sh", "-c", command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new TwinException(
                        "build service %s with `%s` in %s: not done within %d minutes; see %s"
                                .formatted(service.name(), command, folder, LIMIT_MINUTES, log));
            }
            if (process.exitValue() != 0) {
                throw new TwinException(
                        "build service %s with `%s` in %s: exit code %d; its output is in %s and ends: %s"
                                .formatted(
                                        service.name(),
                                        command,
                                        folder,
                                        process.exitValue(),
                                        log,
                                        Logs.end(log, 3)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("build service " + service.name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TwinException("build service " + service.name() + ": interrupted", e);
        }
    }
}
