package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
}
