package dev.twinkeel.twin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.twinkeel.recovery.Position;
import dev.twinkeel.recovery.Sight;
import java.nio.file.Files;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// One database through its whole life: a primary, two synchronous standbys, and one that is fed by
/// a standby. The tests are the chapters of that life, in order.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PostgresFailoverTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static Lab lab;
    private static PostgresServer a;
    private static PostgresServer b;
    private static PostgresServer c;
    private static PostgresServer far;

    @BeforeAll
    static void create() throws Exception {
        lab = new Lab();
        long start = System.nanoTime();
        a = lab.server("orders-a");
        b = lab.server("orders-b");
        c = lab.server("orders-c");
        far = lab.server("orders-far");
        a.createPrimary();
        Lab.figure("create a primary", Lab.millisSince(start));
        start = System.nanoTime();
        a.start();
        Lab.figure("start a primary", Lab.millisSince(start));
        PostgresControl control = lab.control(a);
        Optional<java.nio.file.Path> schema =
                Optional.of(
                        Files.writeString(
                                lab.folder.resolve("schema.sql"),
                                "CREATE TABLE note (id int PRIMARY KEY);"));
        start = System.nanoTime();
        assertThat(control.create("orders", "app", lab.appPasswordFile(), schema))
                .isEqualTo(Databases.Schema.APPLIED);
        Lab.figure("create role, database and schema", Lab.millisSince(start));
        assertThat(control.create("orders", "app", lab.appPasswordFile(), schema))
                .isEqualTo(Databases.Schema.PRESENT);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @Test
    @Order(1)
    void aNewPrimaryAcknowledgesNothingBeforeItIsToldWhomToWaitFor() throws Exception {
        PostgresControl control = lab.control(a);
        assertThat(control.sight().waitsFor()).containsExactly(PostgresControl.NOBODY);
        try (Connection app = Lab.app(a, "orders");
                var statement = app.createStatement()) {
            CompletableFuture<Integer> write =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return statement.executeUpdate("INSERT INTO note VALUES (-1)");
                                } catch (java.sql.SQLException failure) {
                                    throw new IllegalStateException(failure);
                                }
                            });
            Lab.await("the commit waits", SOON, () -> waiting(a) == 1);
            assertThat(write).isNotDone();
            control.synchronise(Set.of());
            assertThat(write.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(control.sight().waitsFor()).isEmpty();
    }

    @Test
    @Order(2)
    void standbysAreClonedFromAPrimaryAndFromAStandby() {
        clone(b, a, "clone from a primary, start, stream");
        clone(c, a, "clone from a primary, start, stream");
        clone(far, b, "clone from a standby, start, stream");
        PostgresControl control = lab.control(a);
        long start = System.nanoTime();
        control.synchronise(Set.of("orders-b", "orders-c"));
        Lab.figure("synchronise, from nobody to two", Lab.millisSince(start));
        assertThat(control.sight().waitsFor()).containsExactlyInAnyOrder("orders-b", "orders-c");
        assertThat(control.sight().streaming()).containsExactlyInAnyOrder("orders-b", "orders-c");
        assertThat(lab.control(b).sight().streaming()).containsExactly("orders-far");
        start = System.nanoTime();
        Position canary = control.canary(SOON);
        Lab.figure("canary through two synchronous standbys", Lab.millisSince(start));
        Lab.await("the canary is far", SOON, () -> reached(far, canary));
        start = System.nanoTime();
        for (int look = 0; look < 100; look++) {
            assertThat(lab.control(far).sight().writable()).isFalse();
        }
        Lab.figure("a hundred looks", Lab.millisSince(start));
    }

    @Test
    @Order(3)
    void aKilledPrimaryLosesNothingAcknowledgedAndTheOthersFollowTheFurthest() throws Exception {
        Writers writers = new Writers(a, 4);
        Lab.await("writes", SOON, () -> writers.count() > 300);
        PostgresControl cb = lab.control(b);
        PostgresControl cc = lab.control(c);
        assertThat(cb.sight().writable() || cc.sight().writable()).isFalse();
        CountDownLatch noticed = new CountDownLatch(1);
        try (Watch _ = lab.control(a).watch(_ -> noticed.countDown())) {
            long start = System.nanoTime();
            CompletableFuture<Void> kill = CompletableFuture.runAsync(a::kill);
            assertThat(noticed.await(20, TimeUnit.SECONDS)).isTrue();
            Lab.figure("kill -9 to the watch's call", Lab.millisSince(start));
            kill.get(20, TimeUnit.SECONDS);
            Lab.figure("kill -9 to the proof of death", Lab.millisSince(start));
            long asked = System.nanoTime();
            CompletableFuture<Position> pb = CompletableFuture.supplyAsync(cb::detach);
            Position atC = cc.detach();
            Position atB = pb.get(20, TimeUnit.SECONDS);
            Lab.figure("detach two standbys, proved", Lab.millisSince(asked));
            boolean chooseB = atB.lsn() >= atC.lsn();
            PostgresServer next = chooseB ? b : c;
            PostgresServer other = chooseB ? c : b;
            asked = System.nanoTime();
            Position promoted = lab.control(next).promote(Set.of(other.spec().name()));
            Lab.figure("promote", Lab.millisSince(asked));
            assertThat(promoted.timeline()).isEqualTo(2);
            lab.control(other).follow(next.spec().name(), next.spec().listen());
            Position canary = lab.control(next).canary(SOON);
            Lab.figure("kill -9 to the first synchronous commit", Lab.millisSince(start));
            Lab.await("all have it", SOON, () -> reached(other, canary) && reached(far, canary));
            writers.join();
            assertThat(writers.missingFrom(next)).isEmpty();
            assertThat(writers.missingFrom(far)).isEmpty();
            System.out.println("measured: acknowledged before the kill: " + writers.count());
            // The roles have moved on.
            PostgresServer old = a;
            a = next;
            b = other;
            c = old;
        }
    }

    @Test
    @Order(4)
    void aPromotionAskedAgainChangesNothing() {
        PostgresControl control = lab.control(a);
        Position before = control.sight().position();
        Position again = control.promote(Set.of(b.spec().name()));
        assertThat(again.timeline()).isEqualTo(before.timeline());
    }

    @Test
    @Order(5)
    void theOldPrimaryIsRebuiltAndItsFormerLifeIsKeptAside() {
        long start = System.nanoTime();
        c.createStandby(a.spec().name(), a.spec().listen());
        c.start();
        Lab.await(
                "streams",
                SOON,
                () -> lab.control(a).sight().streaming().contains(c.spec().name()));
        lab.control(a).synchronise(Set.of(b.spec().name(), c.spec().name()));
        Lab.figure("rebuild the old primary until it is synchronous", Lab.millisSince(start));
        assertThat(c.spec().aside().resolve("PG_VERSION")).exists();
        assertThat(lab.control(c).sight().position().timeline()).isEqualTo(2);
    }

    @Test
    @Order(6)
    void aDrainedPrimaryAcknowledgesNothingMoreToOpenSessions() throws Exception {
        Writers writers = new Writers(a, 4);
        Lab.await("writes", SOON, () -> writers.count() > 200);
        long start = System.nanoTime();
        Position last = lab.control(a).drain();
        long drained = System.nanoTime();
        Lab.figure("drain a primary under writes", Lab.millisSince(start));
        writers.join();
        assertThat(writers.lastNanos() - drained).isNegative();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Lab.app(a, "orders").close())
                .hasMessageContaining("pg_hba.conf rejects");
        Lab.await("a standby has all of it", SOON, () -> reached(b, last));
        assertThat(writers.missingFrom(b)).isEmpty();
        Position again = lab.control(a).drain();
        assertThat(again.lsn()).isGreaterThanOrEqualTo(last.lsn());
        start = System.nanoTime();
        lab.control(a).synchronise(Set.of(b.spec().name(), c.spec().name()));
        Lab.figure("undo a drain", Lab.millisSince(start));
        try (Connection app = Lab.app(a, "orders");
                var statement = app.createStatement()) {
            assertThat(statement.executeUpdate("INSERT INTO note VALUES (-2)")).isEqualTo(1);
        }
    }

    @Test
    @Order(7)
    void aPrimaryThatCrashedIsStartedAsAStandbyThatCanBePromotedWithAllItHad() throws Exception {
        Position had = lab.control(a).canary(SOON);
        a.kill();
        a.startAlone();
        Sight.Serving alone = lab.control(a).sight();
        assertThat(alone.writable()).isFalse();
        assertThat(alone.upstream()).isEmpty();
        assertThat(alone.position().lsn()).isGreaterThanOrEqualTo(had.lsn());
        assertThat(lab.control(a).detach().lsn()).isEqualTo(alone.position().lsn());

        lab.control(a).promote(Set.of(b.spec().name(), c.spec().name()));
        assertThat(lab.control(a).sight().writable()).isTrue();
        Lab.await("followed", SOON, () -> !lab.control(a).sight().streaming().isEmpty());
        lab.control(a).synchronise(Set.of(b.spec().name(), c.spec().name()));
        Lab.app(a, "orders").close();
    }

    @Test
    @Order(8)
    void aFrozenPrimaryIsSilentAndLivesOnAfterwards() throws Exception {
        PostgresControl control = lab.control(a);
        assertThat(control.sight().writable()).isTrue();
        a.freeze();
        try {
            silent(control::sight);
            // On a new connection, finer than the driver counts.
            assertThat(silent(() -> control.sight(Duration.ofMillis(200)))).contains("greeting");
        } finally {
            a.thaw();
        }
        Lab.await("answers", SOON, () -> answers(control));
    }

    private static String silent(ThrowingCallable look) {
        PostgresException told = catchThrowableOfType(PostgresException.class, look);
        assertThat(told.kind()).isEqualTo(PostgresException.Kind.SILENT);
        return String.valueOf(told.getMessage());
    }

    @Test
    @Order(9)
    void anOrderOfAnOlderEpochThanTheMarkIsRefusedAndChangesNothing() {
        Set<String> both = Set.of(b.spec().name(), c.spec().name());
        lab.control(a).under(7, it -> it.promote(both, 7, _ -> true));
        Lab.await("the mark is copied", SOON, () -> lab.control(b).sight().mark() == 7);
        // Another agent's, which has given no order yet: the mark alone tells it.
        try (PostgresControl primary = other(a);
                PostgresControl standby = other(b)) {
            refused(primary, 6, it -> it.promote(Set.of(), 6, _ -> true));
            refused(primary, 6, PostgresControl::drain);
            refused(standby, 6, PostgresControl::detach);
            refused(
                    primary,
                    6,
                    it -> {
                        it.synchronise(Set.of());
                        return it;
                    });
            refused(
                    standby,
                    6,
                    it -> {
                        it.follow(c.spec().name(), c.spec().listen());
                        return it;
                    });
            assertThat(primary.sight().waitsFor()).isEqualTo(both);
            assertThat(standby.sight().upstream()).contains(a.spec().name());
            assertThat(standby.under(8, PostgresControl::sight).mark()).isEqualTo(7);
            refused(standby, 7, PostgresControl::detach);
        }
        Lab.await("it is open", SOON, () -> answers(lab.control(a)));
        assertThat(lab.control(a).canary(SOON).lsn()).isPositive();
    }

    private static PostgresControl other(PostgresServer server) {
        PostgresSpec spec = server.spec();
        return new PostgresControl(spec.name(), spec.listen(), spec.superuserPasswordFile());
    }

    private static void refused(
            PostgresControl control,
            long epoch,
            java.util.function.Function<PostgresControl, ?> doing) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> control.under(epoch, doing))
                .isInstanceOfSatisfying(
                        PostgresException.class,
                        told -> {
                            assertThat(told.kind()).isEqualTo(PostgresException.Kind.REFUSED);
                            assertThat(told).hasMessageContaining("it has seen epoch");
                        });
    }

    private static boolean answers(PostgresControl control) {
        try {
            return control.sight().writable();
        } catch (PostgresException _) {
            return false;
        }
    }

    private static void clone(PostgresServer server, PostgresServer upstream, String figure) {
        long start = System.nanoTime();
        server.createStandby(upstream.spec().name(), upstream.spec().listen());
        Lab.figure("clone", Lab.millisSince(start));
        server.start();
        Lab.await(
                "streams",
                SOON,
                () ->
                        lab.control(server)
                                .sight()
                                .upstream()
                                .equals(Optional.of(upstream.spec().name())));
        Lab.figure(figure, Lab.millisSince(start));
    }

    private static boolean reached(PostgresServer server, Position position) {
        Position here = lab.control(server).sight().position();
        return here.timeline() == position.timeline() && here.lsn() >= position.lsn();
    }

    private static long waiting(PostgresServer server) {
        try (Wire wire =
                new Wire(
                        server.spec().name(),
                        server.spec().listen(),
                        "postgres",
                        server.spec().superuserPasswordFile())) {
            return wire.row(
                    "look who waits",
                    SOON,
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'",
                    row -> row.getLong(1));
        }
    }
}
