package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// A whole copy of a running member in one file, `tar.gz`: what `pg_basebackup --format=tar` makes,
/// which is not among the programs that the twin has. Configuration is left out.
public final class BaseBackup {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Pattern START =
            Pattern.compile("START WAL LOCATION: \\S+ \\(file ([0-9A-F]{24})\\)");

    private BaseBackup() {}

    /// Copies a member and packs the copy.
    ///
    /// @param scratch a folder for the copy, which must not exist and does not afterwards
    /// @param file the packed copy, replaced
    /// @return name of the log's segment at which a restore from it begins
    public static String take(Address member, Path superuserPasswordFile, Path scratch, Path file) {
        Folders.delete(scratch);
        try {
            long _ = new Cloning(scratch).from(member, superuserPasswordFile, LIMIT);
            pack(scratch, file);
            return start(Files.readString(scratch.resolve("backup_label")));
        } catch (IOException failure) {
            throw Folders.failed("copy the member at " + member, scratch, failure);
        } finally {
            Folders.delete(scratch);
        }
    }

    private static String start(String label) throws IOException {
        Matcher start = START.matcher(label);
        if (!start.find()) {
            throw new IOException("the backup's label does not say where it starts: " + label);
        }
        return start.group(1);
    }

    private static void pack(Path folder, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(file);
                var tar = new TarArchiveOutputStream(new Fast(out));
                Stream<Path> tree = Files.walk(folder)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Path path : (Iterable<Path>) tree.filter(it -> !it.equals(folder))::iterator) {
                boolean directory = Files.isDirectory(path);
                var entry = new TarArchiveEntry(folder.relativize(path) + (directory ? "/" : ""));
                entry.setSize(directory ? 0 : Files.size(path));
                tar.putArchiveEntry(entry);
                if (!directory) {
                    Files.copy(path, tar);
                }
                tar.closeArchiveEntry();
            }
        }
    }

    /// The copy is made beside a database that serves.
    private static final class Fast extends GZIPOutputStream {
        Fast(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /// Unpacks into a folder that only its owner may enter.
    static void unpack(InputStream packed, Path folder) throws IOException {
        Folders.makePrivate(folder);
        try (var tar = new TarArchiveInputStream(new GZIPInputStream(packed, 1 << 16))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("'" + entry.getName() + "' leads out of the folder");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(tar, target);
                }
            }
        }
    }
}
