package dev.twinkeel.twin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

final class InstallationTest {
    @TempDir private Path folder = Path.of("unset");

    @Test
    void twoThatUnpackAtOnceShareOneWholeInstallation() throws Exception {
        byte[] archive =
                archive(entry("bin/postgres", 0755, "program"), link("lib/a.so", "a.so.1"));
        Path target = folder.resolve("postgres-x");
        List<CompletableFuture<Void>> both =
                List.of(unpackLater(archive, target), unpackLater(archive, target));
        for (CompletableFuture<Void> each : both) {
            each.get(20, java.util.concurrent.TimeUnit.SECONDS);
        }
        assertThat(target.resolve("bin/postgres")).isExecutable();
        assertThat(target.resolve("lib/a.so")).isSymbolicLink();
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactly(target);
        }
    }

    @Test
    void aHalfUnpackedInstallationIsReplaced() throws Exception {
        Path target = Files.createDirectory(folder.resolve("postgres-x"));
        Files.writeString(target.resolve("half"), "");
        unpack(archive(entry("bin/postgres", 0755, "program")), target);
        assertThat(target.resolve("half")).doesNotExist();
        assertThat(target.resolve("bin/postgres")).exists();
    }

    @Test
    void anArchiveThatLeadsOutOfItsFolderIsRefusedWhole() throws Exception {
        for (byte[] archive :
                List.of(
                        archive(entry("../outside", 0644, "x")),
                        archive(entry("bin/../../outside", 0644, "x")),
                        archive(link("lib/a", "../../outside")),
                        archive(link("lib/a", "/etc/passwd")))) {
            Path target = folder.resolve("postgres-x");
            assertThatThrownBy(() -> unpack(archive, target)).hasMessageContaining("leads out of");
            assertThat(target).doesNotExist();
            assertThat(folder.resolve("outside")).doesNotExist();
        }
    }

    @Test
    void aBrokenArchiveLeavesNothing() throws Exception {
        byte[] whole = archive(entry("bin/postgres", 0755, "program".repeat(1000)));
        byte[] broken = java.util.Arrays.copyOf(whole, whole.length / 2);
        Path target = folder.resolve("postgres-x");
        assertThatThrownBy(() -> unpack(broken, target)).isInstanceOf(IOException.class);
        try (var entries = Files.list(folder)) {
            assertThat(entries).isEmpty();
        }
    }

    @Test
    void aFullDiskIsSaidSo() {
        EngineException told =
                Folders.failed(
                        "unpack PostgreSQL into " + folder,
                        folder,
                        new IOException("No space left on device"));
        assertThat(told)
                .hasMessageContaining("the disk is full")
                .hasMessageContaining("TWINKEEL_CACHE");
    }

    @Test
    void serversRunAsSomebodyWhoIsNotRoot() throws Exception {
        try (Lab lab = new Lab()) {
            PostgresServer server = lab.server("orders-a");
            server.createPrimary();
            server.start();
            server.stop(java.time.Duration.ofSeconds(20));
            assertThat(server.spec().data().resolve("postmaster.pid")).doesNotExist();
            server.start();
            assertThat(lab.control(server).sight().writable()).isTrue();
            assertThat(lab.installation.user().equals(ProcessUser.SAME))
                    .isEqualTo(!ProcessUser.isRoot());
            Path segments = Path.of("/proc/sysvipc/shm");
            String segment =
                    Files.readAllLines(server.spec().data().resolve("postmaster.pid")).get(6);
            String id = segment.strip().replaceAll(".* ", "");
            lab.processes.close();
            assertThat(server.spec().data().resolve("postmaster.pid")).doesNotExist();
            if (Files.exists(segments)) {
                assertThat(Files.readAllLines(segments))
                        .noneMatch(line -> line.strip().split(" +", 3)[1].equals(id));
            }
        }
    }

    /// Where it applies: as root, with a user to become and a folder that this user can reach.
    @Test
    void asRootServersCanAlsoRunAsAnotherUserOfTheSystem() throws Exception {
        Path reachable = Files.createTempDirectory(Path.of("/tmp"), "twinkeel-reachable");
        Files.setPosixFilePermissions(reachable, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Optional<ProcessUser> nobody = ProcessUser.named("nobody");
            PostgresBinaries binaries = PostgresBinaries.unpack(reachable.resolve("cache"));
            boolean applies =
                    ProcessUser.isRoot()
                            && nobody.isPresent()
                            && nobody.orElseThrow()
                                    .works(
                                            reachable.resolve("state"),
                                            binaries.program("postgres"));
            if (applies) {
                runAs(nobody.orElseThrow(), reachable);
            }
            System.out.println("measured: another user of the system was tried: " + applies);
        } finally {
            Folders.delete(reachable);
        }
    }

    private static void runAs(ProcessUser user, Path reachable) {
        PostgresInstallation installation =
                PostgresInstallation.as(user, reachable.resolve("cache"));
        try (Processes processes = new Processes(reachable.resolve("state"))) {
            PostgresServer primary =
                    new PostgresServer(
                            installation, processes, Lab.spec(reachable, "a", Lab.freePort()));
            primary.createPrimary();
            primary.start();
            PostgresServer standby =
                    new PostgresServer(
                            installation, processes, Lab.spec(reachable, "b", Lab.freePort()));
            standby.createStandby("a", primary.spec().listen());
            standby.start();
            standby.freeze();
            standby.kill();
            primary.kill();
        }
    }

    @Test
    void aUserWhoCannotReachTheFolderDoesNotWork() throws Exception {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        Optional<ProcessUser> nobody = ProcessUser.named("nobody");
        assertThat(
                        nobody.isPresent()
                                && nobody.orElseThrow()
                                        .works(closed.resolve("state"), Path.of("/bin/true")))
                .isFalse();
    }

    private CompletableFuture<Void> unpackLater(byte[] archive, Path target) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        unpack(archive, target);
                    } catch (IOException failure) {
                        throw new java.io.UncheckedIOException(failure);
                    }
                });
    }

    private void unpack(byte[] archive, Path target) throws IOException {
        PostgresBinaries.unpack(new ByteArrayInputStream(archive), folder, target);
    }

    private interface Content {
        void put(TarArchiveOutputStream tar) throws IOException;
    }

    private static Content entry(String name, int mode, String text) {
        return tar -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setMode(mode);
            entry.setSize(bytes.length);
            tar.putArchiveEntry(entry);
            tar.write(bytes);
            tar.closeArchiveEntry();
        };
    }

    private static Content link(String name, String target) {
        return tar -> {
            TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            entry.setLinkName(target);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        };
    }

    private static byte[] archive(Content... contents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new XZOutputStream(bytes, new LZMA2Options(0)))) {
            for (Content content : contents) {
                content.put(tar);
            }
        }
        return bytes.toByteArray();
    }
}
