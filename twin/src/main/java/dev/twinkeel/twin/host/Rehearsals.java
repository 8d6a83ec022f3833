package dev.twinkeel.twin.host;

import dev.twinkeel.twin.WholeFolder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Ahead-of-time caches of Java processes: each is made once, by a rehearsal of its process, and
/// used from then on.
///
/// A cache belongs to exact jars and to one JDK, so its name is a digest of both. One that does not
/// fit is ignored by the JVM, at the price of a slower start.
final class Rehearsals {
    /// A rehearsal and the dump take 2 to 7 s on a quiet machine.
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /// Sets of caches that are kept: some applications (one with every store has eight), and some
    /// builds of Twinkeel.
    private static final int KEPT = 32;

    private static final System.Logger LOG = System.getLogger(Rehearsals.class.getName());

    private Rehearsals() {}

    /// Where the cache of one of the twin's own processes is, made or not.
    static Path cache(String process) {
        return folder().resolve(digest(Jvm.classPath().split(File.pathSeparator, -1)))
                .resolve(process + ".aot");
    }

    /// Where the cache of a service is, made or not.
    ///
    /// @param parts everything that the cache depends on: jars (by name, size and time) and flags
    static Path cache(String service, List<String> parts) {
        return folder().resolve(digest(parts.toArray(String[]::new))).resolve(service + ".aot");
    }

    private static Path folder() {
        return CacheFolder.path().resolve("aot");
    }

    private static String digest(String[] parts) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                System.getProperty("java.vm.version"),
                                System.getProperty("os.arch")));
        for (String part : parts) {
            all.add(stamp(part));
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(String.join("\n", all).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String stamp(String part) {
        Path file = Path.of(part);
        try {
            return Files.isRegularFile(file)
                    ? part
                            + " "
                            + Files.size(file)
                            + " "
                            + Files.getLastModifiedTime(file).toMillis()
                    : part;
        } catch (IOException e) {
            throw new UncheckedIOException("look at " + file, e);
        }
    }

    /// Deletes the caches of builds that were not used for long, as every build of the project has
    /// its own.
    static void prune() {
        if (!Files.isDirectory(folder())) {
            return;
        }
        try (Stream<Path> digests = Files.list(folder())) {
            List<Path> newestFirst =
                    digests.sorted(Comparator.comparing(Rehearsals::used).reversed()).toList();
            for (Path old :
                    newestFirst.subList(Math.min(KEPT, newestFirst.size()), newestFirst.size())) {
                WholeFolder.delete(old);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "delete old caches in " + folder(), e);
        }
    }

    /// A cache that is used again is young again.
    static void use(Path cache) {
        try {
            if (Files.exists(cache)) {
                Files.setLastModifiedTime(cache.getParent(), FileTime.from(Instant.now()));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "touch " + cache, e);
        }
    }

    private static FileTime used(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("look at " + folder, e);
        }
    }

    /// Runs a command that writes `cache` at its end. A failure costs speed only, so it is logged
    /// and answered.
    ///
    /// @return the reason when there is no cache now
    static Optional<String> rehearse(Errands errands, Path cache, List<String> command, Path log) {
        try {
            Files.createDirectories(cache.getParent());
        } catch (IOException e) {
            return missing(cache, e.toString(), log);
        }
        String name = "rehearsal-" + cache.getFileName().toString().replace(".aot", "");
        if (errands.run(name, command, folder(), log, LIMIT).isEmpty()) {
            return missing(cache, "did not end within " + LIMIT, log);
        }
        return Files.exists(cache) ? Optional.empty() : missing(cache, "left no cache", log);
    }

    private static Optional<String> missing(Path cache, String why, Path log) {
        LOG.log(System.Logger.Level.WARNING, "rehearsal for {0}: {1}; see {2}", cache, why, log);
        return Optional.of(why);
    }
}
