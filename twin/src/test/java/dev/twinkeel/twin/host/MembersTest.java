package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.twin.Soon;
import dev.twinkeel.twin.engine.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A member that is dead, and the result of a rebuild that nobody came back for.
final class MembersTest {
    private static final String MEMBER = "orders-db-mumbai-a";

    @TempDir private Path folder;

    private Ground ground;
    private Members members;
    private PostgresServer server;

    @BeforeEach
    void open() throws Exception {
        ground = new Ground(folder);
        members = ground.members;
        server = members.server(MEMBER);
        server.createPrimary();
        members.started();
        // The upstream is dead, so this is refused a moment later.
        assertThat(members.rebuild(MEMBER, 1, "orders-db-mumbai-b"))
                .isInstanceOf(Members.Progress.Running.class);
    }

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void anOrderToStartIsCarriedOut() {
        Soon.await(
                "carried out",
                () ->
                        members.revive(MEMBER, 1, /* standby= */ false)
                                instanceof Members.Progress.Done);
        assertThat(server.alive()).isTrue();
    }

    @Test
    void itIsStartedWhenItsMachineIsBack() {
        Soon.await("started", () -> !members.start(MEMBER) && server.alive());
    }

    @Test
    void itIsNotLeftRunningWhenItsZoneIsLostWhileItStarts() {
        Soon.await(
                "begun",
                () ->
                        members.revive(MEMBER, 1, /* standby= */ false)
                                        instanceof Members.Progress.Running(String what)
                                && what.startsWith("starting"));
        members.lose(List.of("mumbai-a"));
        Path log = server.spec().log();
        Soon.await(
                "started", () -> Files.exists(log) && Ground.text(log).contains("ready to accept"));
        Soon.await("dead", () -> !server.alive());
    }
}
