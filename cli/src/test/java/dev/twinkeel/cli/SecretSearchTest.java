package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.twin.host.StateFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretSearchTest {
    @TempDir private Path folder;

    @Test
    void aSecretIsFoundWhereverItStands() throws Exception {
        StateFolder state = new StateFolder(folder);
        String password = Files.readString(state.secret("orders-db"));
        StateFolder.privately(
                folder.resolve("secrets/orders-db.login"),
                "[orders-db]\nuser=orders_db_b\npassword=" + "x".repeat(32) + "\n");
        Files.createDirectories(folder.resolve("logs"));
        Files.createDirectories(folder.resolve("reports/now"));
        Files.writeString(folder.resolve("logs/orders.log"), "nothing of interest\n");
        var search = new SecretSearch(folder);
        List<Long> own = List.of(ProcessHandle.current().pid());
        assertThat(search.secrets()).hasSize(2);
        assertThat(search.found(own)).isEmpty();
        Files.writeString(folder.resolve("logs/orders.log"), "password '" + password + "'\n");
        Files.writeString(folder.resolve("reports/now/report.json"), "x".repeat(40));
        assertThat(search.found(own))
                .hasSize(2)
                .noneMatch(it -> it.contains(password))
                .anyMatch(it -> it.startsWith("secrets/orders-db in "))
                .anyMatch(it -> it.startsWith("secrets/orders-db.login in "));
    }

    @Test
    void aPathIsNoSecretHoweverLongItsNames() throws Exception {
        String name = "a-folder-with-a-name-of-more-than-28-letters";
        StateFolder.privately(folder.resolve("secrets/.owner"), "/home/" + name + "/secrets");
        StateFolder.privately(
                folder.resolve("secrets/cache-conf-a"),
                "dir /home/" + name + "\nmasterauth " + "m".repeat(32) + "\n");
        StateFolder.privately(
                folder.resolve("secrets/aws-credentials-a"),
                "[default]\naws_secret_access_key = " + "k".repeat(32) + "\n");
        assertThat(new SecretSearch(folder).secrets().keySet())
                .containsExactlyInAnyOrder("m".repeat(32), "k".repeat(32));
    }

    @Test
    void aSecretInAnEnvironmentIsFound() throws Exception {
        StateFolder state = new StateFolder(folder);
        var command = new ProcessBuilder("sleep", "600");
        command.environment().put("PASSWORD", Files.readString(state.secret("orders-db")));
        Process process = command.start();
        try {
            var search = new SecretSearch(folder);
            boolean linux = Files.isDirectory(Path.of("/proc/self"));
            assertThat(search.found(List.of(process.pid()))).hasSize(linux ? 1 : 0);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aSecretIsFoundDirectlyInTheFolderAndInAnEnginesConfiguration() throws Exception {
        StateFolder state = new StateFolder(folder);
        String password = Files.readString(state.secret("orders-db"));
        Path member = Files.createDirectories(folder.resolve("data/orders-db-mumbai-a/data"));
        Files.writeString(folder.resolve("data/orders-db-mumbai-a/pgpass"), password);
        Files.writeString(folder.resolve("twin.json"), "{\"token\": \"" + "t".repeat(32) + "\"}");
        var search = new SecretSearch(folder);
        assertThat(search.found(List.of())).isEmpty();
        Files.writeString(folder.resolve("processes"), "redis --requirepass " + password);
        Files.writeString(member.resolve("postgresql.auto.conf"), "password=" + password);
        Files.writeString(folder.resolve("noted"), "t".repeat(32));
        assertThat(search.found(List.of()))
                .containsExactlyInAnyOrder(
                        "secrets/orders-db in " + folder.resolve("processes"),
                        "secrets/orders-db in " + member.resolve("postgresql.auto.conf"),
                        "twin.json in " + folder.resolve("noted"));
    }

    @Test
    void aReportWithASecretIsNotLeftWhereverItWasWanted() throws Exception {
        StateFolder state = new StateFolder(folder.resolve("state"));
        String password = Files.readString(state.secret("orders-db"));
        var known = new KnownSecrets();
        known.learn(state.root());
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Path good = Files.writeString(elsewhere.resolve("report.html"), "all is well");
        Path own = Files.writeString(elsewhere.resolve("notes.txt"), password);
        known.mustNotStandIn(elsewhere);
        Path bad = Files.writeString(elsewhere.resolve("report.json"), "it was " + password);
        assertThatThrownBy(() -> known.mustNotStandIn(elsewhere))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("secrets/orders-db")
                .hasMessageNotContaining(password);
        assertThat(bad).doesNotExist();
        assertThat(good).exists();
        assertThat(own).exists();
    }
}
