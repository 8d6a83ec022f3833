package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.ApplicationFile;
import dev.twinkeel.model.Parsed;
import dev.twinkeel.twin.AddressPlan;
import dev.twinkeel.twin.engine.PostgresInstallation;
import dev.twinkeel.twin.engine.PostgresServer;
import dev.twinkeel.twin.engine.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A member that is dead, and the result of a rebuild that nobody came back for.
final class MembersTest {
    private static final String FILE =
            """
            application: shop
            regions:
              mumbai:
              singapore:
            services:
              web:
                run: web
                uses: [ orders-db ]
            databases:
              orders-db:
            """;
    private static final String MEMBER = "orders-db-mumbai-a";

    @TempDir private Path folder;

    private Processes processes;
    private Members members;
    private PostgresServer server;
    private Optional<AddressPlan.Octets> octets;

    @BeforeEach
    void open() throws Exception {
        Application application = application();
        octets = AddressPlan.Octets.claim(1, Layout.places(application));
        AddressPlan plan = octets.isPresent() ? octets.get() : new AddressPlan.Ports(1);
        var state = new StateFolder(folder.toRealPath());
        Files.createDirectories(state.logs());
        Folders.prepare(state, /* fresh= */ false);
        processes = new Processes(state.root());
        members =
                new Members(
                        new Layout(application, plan),
                        state,
                        processes,
                        PostgresInstallation.find(CacheFolder.path(), state.root()),
                        new Spots(folder.resolve("twinkeel.yaml")));
        server = members.server(MEMBER);
        server.createPrimary();
        members.started();
        // The upstream is dead, so this is refused a moment later.
        assertThat(members.rebuild(MEMBER, 1, "orders-db-mumbai-b"))
                .isInstanceOf(Members.Progress.Running.class);
    }

    @AfterEach
    void close() {
        processes.close();
        octets.ifPresent(AddressPlan.Octets::close);
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
        Soon.await("started", () -> Files.exists(log) && text(log).contains("ready to accept"));
        Soon.await("dead", () -> !server.alive());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Application application() {
        return switch (ApplicationFile.parse("twinkeel.yaml", FILE)) {
            case Parsed.Valid valid -> valid.application();
            case Parsed.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }
}
