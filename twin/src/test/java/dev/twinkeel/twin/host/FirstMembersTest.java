package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.model.Database;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.traffic.Loops;
import dev.twinkeel.twin.Soon;
import dev.twinkeel.twin.engine.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The first start of a database, beside agents that end its primary and start it again.
final class FirstMembersTest {
    @TempDir private Path folder;

    private Ground ground;
    private Links links;

    @BeforeEach
    void open() throws Exception {
        ground = new Ground(folder);
        links = new Links(ground.layout, ground.state, Loops.open("links", 1));
        ground.layout.carry(links::carry);
    }

    @AfterEach
    void close() {
        links.close();
        ground.close();
    }

    @Test
    void aCloneThatItsUpstreamSpoiltIsMadeAgain() {
        Database database = ground.layout.application().databases().getFirst();
        PostgresServer primary = ground.members.server("orders-db-mumbai-a");
        Path begun =
                ground.members.server("orders-db-mumbai-b").spec().folder().resolve("unfinished");
        var brought = CompletableFuture.runAsync(() -> ground.members.bring(database));
        Soon.await("cloning", () -> Files.exists(begun) || brought.isDone());
        primary.kill();
        primary.start();
        brought.join();
        assertThat(ground.layout.members(database))
                .extracting(Member::name)
                .filteredOn(it -> ground.members.server(it).alive())
                .containsExactlyInAnyOrder(
                        "orders-db-mumbai-a",
                        "orders-db-mumbai-b",
                        "orders-db-mumbai-c",
                        "orders-db-singapore-a");
    }
}
