package dev.twinkeel.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
    @Test
    void everythingThatIsMissingOrWrongIsNamedOnce() {
        var environment =
                new Environment(Map.of("PORT", "http", "ORDERS_DB_PORT", "0", "HOST", " "));

        environment.listener();
        environment.writer("ORDERS_DB");
        environment.reader("ORDERS_DB");

        assertThat(environment.problems())
                .containsExactly(
                        "HOST is not set",
                        "PORT is not a port: http",
                        "ORDERS_DB_HOST is not set",
                        "ORDERS_DB_PORT is not a port: 0",
                        "ORDERS_DB_NAME is not set",
                        "ORDERS_DB_USER is not set",
                        "ORDERS_DB_PASSWORD_FILE is not set",
                        "ORDERS_DB_READ_HOST is not set",
                        "ORDERS_DB_READ_PORT is not set");
    }

    @Test
    void theReaderSideSharesNameUserAndPassword() {
        var environment =
                new Environment(
                        Map.of(
                                "A_READ_HOST", "127.1.2.3",
                                "A_READ_PORT", "5433",
                                "A_NAME", "a",
                                "A_USER", "u",
                                "A_PASSWORD_FILE", "/run/secrets/a"));

        Environment.Target reader = environment.reader("A");

        assertThat(environment.problems()).isEmpty();
        assertThat(reader)
                .isEqualTo(
                        new Environment.Target(
                                "127.1.2.3",
                                5433,
                                "a",
                                "u",
                                java.nio.file.Path.of("/run/secrets/a"),
                                java.util.Optional.empty()));
    }

    @Test
    void aRotatedLoginIsReadWholeAndSeenOnce(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("login"), "[a]\nuser=u\npassword=one\n");
        var login =
                new Login(
                        new Environment.Target(
                                "127.0.0.1", 1, "a", "u", folder, Optional.of(file)));
        assertThat(login.read()).isEqualTo(new Login.Words("u", "one"));
        Path next = Files.writeString(folder.resolve("new"), "[a]\nuser=u_b\npassword=two\n");
        Files.setLastModifiedTime(next, FileTime.fromMillis(1));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        assertThat(login.read()).isEqualTo(new Login.Words("u_b", "two"));
        Until.holds("the rotation is seen", login::rotated);
        assertThat(login.rotated()).isFalse();
        assertThat(login.read().toString()).doesNotContain("two");
    }
}
