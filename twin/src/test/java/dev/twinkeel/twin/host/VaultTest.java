package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VaultTest {
    private static final String SECRET = "s3cret-of-orders-db";

    @TempDir private Path folder;

    private Path sealed;
    private MasterKey key;
    private Vault vault;

    @BeforeEach
    void open() {
        sealed = folder.resolve("state/sealed");
        key = new MasterKey(folder.resolve("home/twinkeel/key"));
        vault = new Vault(sealed, key);
    }

    @Test
    void aSecretIsReadAsItWasWrittenAndDoesNotStandInItsFile() throws Exception {
        vault.write("orders-db", SECRET);
        assertThat(vault.read("orders-db")).contains(SECRET);
        assertThat(vault.read("another")).isEmpty();
        Path file = sealed.resolve("orders-db");
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(sealed)).isEqualTo("rwx------");
        assertThat(mode(key.file())).isEqualTo("rw-------");
    }

    @Test
    void everySecretHasAKeyOfItsOwnAndANewOneWithEachWrite() throws Exception {
        Set<String> files = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            vault.write("orders-db", SECRET);
            byte[] bytes = Files.readAllBytes(sealed.resolve("orders-db"));
            files.add(new String(bytes, 1, 60, StandardCharsets.ISO_8859_1));
        }
        assertThat(files).hasSize(20);
    }

    @Test
    void anotherKeyOpensNothing() {
        vault.write("orders-db", SECRET);
        var other = new MasterKey(folder.resolve("other/key"));
        assertThat(other.readOrMake()).isNotEqualTo(key.read());
        assertThatThrownBy(() -> new Vault(sealed, other).read("orders-db"))
                .isInstanceOf(TwinException.class)
                .hasMessageContaining("do not fit");
    }

    @Test
    void aKeyThatIsGoneIsNotMadeAnewOverSecretsThatItSealed() throws Exception {
        vault.write("orders-db", SECRET);
        Files.delete(key.file());
        assertThatThrownBy(() -> vault.read("orders-db"))
                .isInstanceOf(TwinException.class)
                .hasMessageContaining(key.file().toString());
        assertThatThrownBy(() -> vault.write("another", SECRET)).isInstanceOf(TwinException.class);
        assertThat(key.file()).doesNotExist();
    }

    @Test
    void noByteOfAFileCanBeChangedAndNoFilePutInThePlaceOfAnother() throws Exception {
        vault.write("orders-db", SECRET);
        Path file = sealed.resolve("orders-db");
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file, bad);
            assertThatThrownBy(() -> vault.read("orders-db"))
                    .as("byte %d", i)
                    .isInstanceOf(TwinException.class);
        }
        Files.write(sealed.resolve("another"), good);
        assertThatThrownBy(() -> vault.read("another")).isInstanceOf(TwinException.class);
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> vault.read("orders-db")).isInstanceOf(TwinException.class);
        Files.write(file, good);
        assertThat(vault.read("orders-db")).contains(SECRET);
    }

    @Test
    void twinsThatStartAtTheSameTimeMakeOneKey() throws Exception {
        Set<String> keys = new HashSet<>();
        try (var executor = Executors.newFixedThreadPool(8)) {
            var makers =
                    IntStream.range(0, 8)
                            .mapToObj(
                                    _ ->
                                            executor.submit(
                                                    () ->
                                                            new String(
                                                                    key.readOrMake(),
                                                                    StandardCharsets.ISO_8859_1)))
                            .toList();
            for (var maker : makers) {
                keys.add(maker.get());
            }
        }
        assertThat(keys).hasSize(1);
        try (var files = Files.list(key.file().resolveSibling(""))) {
            assertThat(files).containsExactly(key.file());
        }
    }

    @Test
    void aKeyThatOthersMayReadIsRefused() throws Exception {
        key.readOrMake();
        Files.setPosixFilePermissions(key.file(), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(key::read)
                .isInstanceOfSatisfying(
                        TwinException.class,
                        it -> assertThat(it.remedy().orElseThrow()).contains("chmod 600"));
    }

    @Test
    void theKeyIsWhereItIsSaidElseInTheUsersHomeAndNowhereRelative() {
        Path home = folder.resolve("a");
        Path known = folder.resolve("b");
        Path inHome = Path.of(".local", "share", "twinkeel", "key");
        assertThat(MasterKey.of("/else/key", home.toString(), "?").file()).hasToString("/else/key");
        assertThat(MasterKey.of("", home.toString(), known.toString()).file())
                .isEqualTo(home.resolve(inHome));
        assertThat(MasterKey.of("", "", known.toString()).file()).isEqualTo(known.resolve(inHome));
        assertThatThrownBy(() -> MasterKey.of("key", home.toString(), "?"))
                .isInstanceOf(TwinException.class);
        assertThatThrownBy(() -> MasterKey.of("", "home", "?")).isInstanceOf(TwinException.class);
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
