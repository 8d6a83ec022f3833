package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.twin.WholeFolder;
import dev.twinkeel.twin.store.MemoryFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FoldersTest {
    private static final String SECRET = "a-password-of-an-older-version";

    @TempDir private Path folder;

    private StateFolder state;

    @BeforeEach
    void open() {
        state = new StateFolder(folder.resolve(".twinkeel"));
    }

    @AfterEach
    void close() {
        Folders.forgetOpen(state);
    }

    @Test
    void nothingInTheFolderOfAStoppedTwinHasASecret() throws Exception {
        prepare();
        String secret = Files.readString(state.secret("orders-db"));
        Path member = Files.createDirectories(state.data("orders-db-mumbai-a"));
        Files.writeString(member.resolve("pgpass"), "*:*:*:postgres:" + secret);
        assertThat(mode(state.secrets().toRealPath())).isEqualTo("rwx------");
        Folders.forgetOpen(state);
        assertThat(with(secret)).isEmpty();
        assertThat(state.secrets()).doesNotExist();
        prepare();
        assertThat(Files.readString(state.secret("orders-db"))).isEqualTo(secret);
    }

    @Test
    void whatAKilledHostLeftIsForgottenByTheNext() throws Exception {
        prepare();
        String secret = Files.readString(state.secret("orders-db"));
        Path open = Files.writeString(state.secrets().resolve("left"), "left").toRealPath();
        prepare();
        assertThat(open).doesNotExist();
        assertThat(Files.readString(state.secret("orders-db"))).isEqualTo(secret);
    }

    @Test
    void theSecretsOfAnOlderVersionAreSealedAndTheSame() throws Exception {
        Files.createDirectories(state.secrets());
        Files.writeString(state.format(), "1");
        Files.writeString(state.secrets().resolve("orders-db"), SECRET);
        Files.writeString(state.secrets().resolve("orders-db.login"), "password=" + SECRET);
        prepare();
        assertThat(Files.readString(state.secret("orders-db"))).isEqualTo(SECRET);
        assertThat(state.kept("orders-db.login")).hasValueSatisfying(it -> assertThat(it).exists());
        assertThat(Files.readString(state.format())).isEqualTo("2");
        Folders.forgetOpen(state);
        assertThat(with(SECRET)).isEmpty();
        prepare();
        assertThat(Files.readString(state.secret("orders-db"))).isEqualTo(SECRET);
    }

    @Test
    void theOnlySecretsOfAnOlderVersionAreNotForgotten() throws Exception {
        Files.createDirectories(state.secrets());
        Files.writeString(state.format(), "1");
        Path password = Files.writeString(state.secrets().resolve("orders-db"), SECRET);
        Folders.forgetOpen(state);
        assertThat(password).hasContent(SECRET);
    }

    @Test
    void aFreshTwinHasOtherSecrets() throws Exception {
        prepare();
        String before = Files.readString(state.secret("orders-db"));
        Folders.prepare(state, /* fresh= */ true);
        assertThat(Files.readString(state.secret("orders-db"))).isNotEqualTo(before);
    }

    @Test
    void dataWhoseSecretIsGoneIsRefusedAndNoNewSecretMade() throws Exception {
        prepare();
        state.secret("postgres");
        Path data = Files.createDirectories(state.data("orders-db-mumbai-a").resolve("data"));
        Files.writeString(data.resolve("PG_VERSION"), "18");
        prepare();
        Files.delete(state.sealed().resolve("postgres"));
        assertThatThrownBy(this::prepare)
                .isInstanceOf(TwinException.class)
                .hasMessageContaining(state.sealed().resolve("postgres").toString());
        assertThat(state.sealed().resolve("postgres")).doesNotExist();
        assertThat(data.resolve("PG_VERSION")).exists();
    }

    @Test
    void whatWasLookedAtIsForgotten() throws Exception {
        prepare();
        Path copy = Files.createDirectories(state.data("orders-db-mumbai-a").resolve("looked-at"));
        Files.writeString(copy.resolve("pgpass"), "*:*:*:postgres:secret");
        Folders.forgetOpen(state);
        assertThat(copy).doesNotExist();
    }

    @Test
    void secretsWhoseMemoryIsGoneAreOpenedAgain() throws Exception {
        prepare();
        String secret = Files.readString(state.secret("orders-db"));
        WholeFolder.delete(state.secrets().toRealPath());
        assertThat(Files.readString(state.secret("orders-db"))).isEqualTo(secret);
        assertThat(StateFolder.privately(state.secrets().resolve("pods/a.1/key"), "k")).exists();
    }

    @Test
    void aTwinsTablesAreThereInTheNextStartAndAFreshOnesLeaveNoMemory() throws Exception {
        prepare();
        Path tables = state.data("tables-mumbai");
        Path disk = Files.createDirectories(state.data("orders-db-mumbai-a"));
        MemoryFolder.make(tables);
        Files.writeString(tables.resolve("items"), "an item");
        Path memory = tables.toRealPath();

        Folders.end(state, /* fresh= */ false);
        assertThat(memory.resolve("items")).hasContent("an item");

        // Where the machine has no folder in memory it is on the disk, as the rest is.
        boolean link = Files.isSymbolicLink(tables);
        Folders.end(state, /* fresh= */ true);
        assertThat(Files.exists(memory)).isNotEqualTo(link);
        assertThat(state.secrets()).doesNotExist();
        assertThat(disk).isDirectory();
    }

    private void prepare() throws IOException {
        Files.createDirectories(state.root());
        Folders.prepare(state, /* fresh= */ false);
    }

    private List<Path> with(String secret) throws IOException {
        try (Stream<Path> tree = Files.walk(state.root())) {
            List<Path> files = tree.filter(Files::isRegularFile).toList();
            assertThat(files).isNotEmpty();
            return files.stream().filter(it -> text(it).contains(secret)).toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError("read " + file, e);
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
