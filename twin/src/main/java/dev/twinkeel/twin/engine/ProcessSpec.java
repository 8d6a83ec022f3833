package dev.twinkeel.twin.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A process to start.
///
/// @param name unique in the twin, for example `orders-mumbai-a-1`: lower-case letters, digits,
///   dots, dashes
/// @param place where it is said to be, for example `mumbai-a`
/// @param command the program and its arguments; never a secret, anyone can list it
/// @param environment added to the host's own, replacing what has the same name; no secret either
/// @param folder it works in; when [#ownsFolder], no other process does
/// @param ownsFolder nothing but this process and its children works in the folder, so that a child
///   which hid its environment (PostgreSQL's do) is still known by it
/// @param log takes its output; the log of the start before is kept beside it as `<log>.1`
/// @param as the user that it runs as
public record ProcessSpec(
        String name,
        String place,
        List<String> command,
        Map<String, String> environment,
        Path folder,
        boolean ownsFolder,
        Path log,
        ProcessUser as) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,120}");

    public ProcessSpec {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name of a process: '%s'; lower-case letters, digits, dots and dashes"
                            .formatted(name));
        }
        if (command.isEmpty()) {
            throw new IllegalArgumentException("process " + name + " has no command");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        folder = folder.toAbsolutePath().normalize();
        log = log.toAbsolutePath().normalize();
    }

    /// One of the twin's own, as the user that runs the twin.
    public static ProcessSpec own(
            String name,
            String place,
            List<String> command,
            Map<String, String> environment,
            Path folder,
            Path log) {
        return new ProcessSpec(
                name, place, command, environment, folder, false, log, ProcessUser.SAME);
    }

    /// A program of the application, as the user that runs the twin, behind the twin's own.
    public static ProcessSpec pod(
            String name,
            String place,
            List<String> command,
            Map<String, String> environment,
            Path folder,
            Path log) {
        return new ProcessSpec(
                name, place, command, environment, folder, false, log, ProcessUser.YIELDING);
    }
}
