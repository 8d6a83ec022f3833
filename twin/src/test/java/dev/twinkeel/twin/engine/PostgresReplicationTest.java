package dev.twinkeel.twin.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.recovery.Position;
import java.nio.file.Files;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PostgresReplicationTest {
    @Test
    void aStandbyIsClonedFollowsAndIsPromoted() throws Exception {
        try (Lab lab = new Lab()) {
            long start = System.nanoTime();
            PostgresServer a = lab.server("orders-a");
            a.createPrimary();
            Lab.figure("create a primary", Lab.millisSince(start));
            start = System.nanoTime();
            a.start();
            Lab.figure("start a primary", Lab.millisSince(start));
            PostgresControl ca = lab.control(a);
            System.out.println(ca.sight());
            start = System.nanoTime();
            var schema =
                    Files.writeString(
                            lab.folder.resolve("schema.sql"),
                            "CREATE TABLE note (id int PRIMARY KEY);");
            System.out.println(
                    ca.create("orders", "app", lab.appPasswordFile(), Optional.of(schema)));
            Lab.figure("create database", Lab.millisSince(start));
            System.out.println(
                    ca.create("orders", "app", lab.appPasswordFile(), Optional.of(schema)));
            PostgresServer b = lab.server("orders-b");
            start = System.nanoTime();
            long bytes = b.createStandby("orders-a", a.spec().listen());
            Lab.figure("clone " + bytes, Lab.millisSince(start));
            start = System.nanoTime();
            b.start();
            Lab.figure("start a standby", Lab.millisSince(start));
            PostgresControl cb = lab.control(b);
            Lab.await(
                    "streams",
                    Duration.ofSeconds(10),
                    () -> cb.sight().upstream().equals(Optional.of("orders-a")));
            Lab.figure("streams", Lab.millisSince(start));
            start = System.nanoTime();
            ca.synchronise(Set.of("orders-b"));
            Lab.figure("synchronise", Lab.millisSince(start));
            System.out.println(ca.sight());
            System.out.println(cb.sight());
            start = System.nanoTime();
            Position canary = ca.canary(Duration.ofSeconds(3));
            Lab.figure("canary " + canary, Lab.millisSince(start));
            try (Connection app = Lab.app(a, "orders");
                    var statement = app.createStatement()) {
                statement.execute("INSERT INTO note VALUES (1)");
            }
            start = System.nanoTime();
            a.kill();
            Lab.figure("kill", Lab.millisSince(start));
            start = System.nanoTime();
            Position at = cb.detach();
            Lab.figure("detach " + at, Lab.millisSince(start));
            start = System.nanoTime();
            Position promoted = cb.promote(Set.of());
            Lab.figure("promote " + promoted, Lab.millisSince(start));
            System.out.println(cb.sight());
            assertThat(promoted.timeline()).isEqualTo(2);
            start = System.nanoTime();
            bytes = a.createStandby("orders-b", b.spec().listen());
            a.start();
            Lab.figure("rebuilt " + bytes, Lab.millisSince(start));
        }
    }
}
