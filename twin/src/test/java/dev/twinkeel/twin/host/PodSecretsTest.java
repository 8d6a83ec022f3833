package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PodSecretsTest {
    @TempDir private Path root;

    private StateFolder state;
    private PodSecrets pods;

    @BeforeEach
    void open() {
        state = new StateFolder(root);
        pods = new PodSecrets(state);
    }

    @Test
    void aPodHasAFolderWithItsOwnSecretsOnlyAsLongAsItLives() throws Exception {
        PodSecrets.Folder orders = pods.open("orders-1");
        PodSecrets.Folder catalog = pods.open("catalog-1");
        Path password = orders.copy("orders-db", () -> state.secret("orders-db"));
        Path cache = catalog.file("catalog-cache", () -> "of the cache");
        assertThat(password).hasSameTextualContentAs(state.secret("orders-db"));
        assertThat(cache).hasContent("of the cache");
        assertThat(password.resolveSibling("")).isNotEqualTo(cache.resolveSibling(""));
        assertThat(password.resolveSibling("").toFile().list()).containsExactly("orders-db");
        assertThat(mode(password.resolveSibling(""))).isEqualTo("rwx------");
        assertThat(mode(password)).isEqualTo("rw-------");
        orders.forget();
        orders.forget();
        assertThat(password.resolveSibling("")).doesNotExist();
        assertThat(cache).exists();
        assertThat(orders.copy("orders-db", () -> state.secret("orders-db"))).isEqualTo(password);
    }

    @Test
    void aPodOfTheSameNameIsNotTouchedByTheEndOfTheOneBefore() {
        PodSecrets.Folder before = pods.open("orders-1");
        before.file("key", () -> "one");
        PodSecrets.Folder after = pods.open("orders-1");
        Path key = after.file("key", () -> "two");
        before.forget();
        assertThat(key).hasContent("two");
    }

    @Test
    void aRotatedSecretReachesThePodsThatHaveIt() {
        Path has = pods.open("orders-1").copy("orders-db", () -> state.secret("orders-db"));
        Path other = pods.open("catalog-1").file("catalog-cache", () -> "of the cache");
        state.keep("orders-db", "new");
        pods.renew("orders-db", state.secret("orders-db"));
        assertThat(has).hasContent("new");
        assertThat(other.resolveSibling("orders-db")).doesNotExist();
    }

    @Test
    void aPodThatCannotBeGivenASecretIsNamedAndTheOthersHaveIt() throws Exception {
        Path bad = pods.open("orders-1").copy("orders-db", () -> state.secret("orders-db"));
        Path good = pods.open("orders-2").copy("orders-db", () -> state.secret("orders-db"));
        Files.createDirectories(bad.resolveSibling("orders-db.new/in-the-way"));
        state.keep("orders-db", "new");
        assertThat(pods.renew("orders-db", state.secret("orders-db"))).containsExactly("orders-1");
        assertThat(good).hasContent("new");
    }

    @Test
    void aPodThatStartsDuringARotationHasTheNewSecret() throws Exception {
        state.keep("orders-db", "old");
        var asked = new CountDownLatch(1);
        var rotate = new CountDownLatch(1);
        PodSecrets.Folder pod = pods.open("orders-1");
        Path[] file = new Path[1];
        Thread starts =
                Thread.ofPlatform()
                        .start(
                                () ->
                                        file[0] =
                                                pod.copy(
                                                        "orders-db",
                                                        () -> {
                                                            asked.countDown();
                                                            await(rotate);
                                                            return state.secret("orders-db");
                                                        }));
        await(asked);
        Thread rotates =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    state.keep("orders-db", "new");
                                    rotate.countDown();
                                    pods.renew("orders-db", state.secret("orders-db"));
                                });
        starts.join();
        rotates.join();
        assertThat(file[0]).hasContent("new");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
