package dev.twinkeel.twin.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// The program `redis-server`: the one of the class path, unpacked once into a cache that all twins
/// of a user share, or, where that does not run (it needs the system's OpenSSL 3), the system's
/// own.
public final class RedisBinaries {
    private static final Duration TRIAL = Duration.ofSeconds(5);

    private RedisBinaries() {}

    /// @throws EngineException when none runs on this machine, with what to do
    public static Path server(Path cache) {
        List<String> tried = new ArrayList<>();
        Optional<Path> own = unpacked(cache);
        for (Path program : Stream.concat(own.stream(), onThePath().stream()).toList()) {
            Optional<Shell.Result> result =
                    Shell.run(TRIAL, List.of(program.toString(), "--version"));
            if (result.filter(Shell.Result::ok).isPresent()) {
                return program;
            }
            tried.add(
                    program
                            + ": "
                            + result.map(it -> it.output().strip()).orElse("does not start"));
        }
        throw new EngineException(
                ("run Redis for a cache: no redis-server runs here (%s); install one"
                                + " (apt-get install redis-server, brew install redis), or OpenSSL 3,"
                                + " or take `caches` out of the file")
                        .formatted(tried.isEmpty() ? "none was found" : String.join("; ", tried)));
    }

    private static Optional<Path> unpacked(Path cache) {
        String name = resource();
        Path program = cache.resolve("redis").resolve(name);
        if (Files.isExecutable(program)) {
            return Optional.of(program);
        }
        try (InputStream stream = RedisBinaries.class.getResourceAsStream("/" + name)) {
            if (stream == null) {
                return Optional.empty();
            }
            Files.createDirectories(program.getParent());
            Path beside = program.resolveSibling(name + ".unpacking-" + UUID.randomUUID());
            Files.copy(stream, beside);
            Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(beside, program, StandardCopyOption.ATOMIC_MOVE);
            return Optional.of(program);
        } catch (IOException failure) {
            throw Folders.failed("unpack Redis (10 MB) into " + cache, cache, failure);
        }
    }

    /// The library's names: they say 6.2.6 and 6.2.7, and the servers report 6.2.11 and 6.2.7.
    private static String resource() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        boolean arm = machine.equals("aarch64") || machine.equals("arm64");
        if (system.contains("mac")) {
            return "redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64");
        }
        return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
    }

    private static List<Path> onThePath() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder).resolve("redis-server"))
                .filter(Files::isExecutable)
                .toList();
    }
}
