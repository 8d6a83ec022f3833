package dev.twinkeel.twin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.recovery.Sight;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.engine.MemberException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the recovery engine counts on, with real Redis servers.
final class RedisTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Address> addresses =
            Map.of("a", new Address("127.0.0.1", Lab.freePort()), "b", second());

    private Lab lab;
    private Path password;
    private Path appPassword;

    private static Address second() {
        return new Address("127.0.0.1", Lab.freePort());
    }

    @BeforeEach
    void open() throws IOException {
        lab = new Lab();
        password = Files.writeString(lab.folder.resolve("redis"), "engine-only");
        appPassword = Files.writeString(lab.folder.resolve("app-redis"), "app-only");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private RunningProcess start(String name) throws IOException {
        Path folder = Files.createDirectories(lab.folder.resolve(name));
        Path users = folder.resolve("users");
        Files.writeString(users, RedisConf.users("engine-only", Map.of("catalog", "app-only")));
        Address at = address(name);
        Path conf = folder.resolve("redis.conf");
        Files.writeString(conf, RedisConf.server(at, at, folder, users, "engine-only"));
        RunningProcess process =
                lab.processes.start(
                        ProcessSpec.own(
                                name,
                                "lab",
                                List.of(
                                        RedisBinaries.server(PostgresBinaries.cache()).toString(),
                                        conf.toString()),
                                Map.of(),
                                folder,
                                folder.resolve("redis.log")));
        try (RedisControl control = control(name)) {
            Lab.await("an answer of " + name, PATIENCE, () -> answers(control));
        }
        return process;
    }

    private Address address(String name) {
        Address address = addresses.get(name);
        if (address == null) {
            throw new IllegalArgumentException(name);
        }
        return address;
    }

    private static boolean answers(RedisControl control) {
        try {
            return control.sight(LIMIT).position().lsn() >= 0;
        } catch (RedisException e) {
            return false;
        }
    }

    private RedisControl control(String name) {
        Map<Address, String> names = Map.of(address("a"), "a", address("b"), "b");
        return new RedisControl(name, address(name), names, names, password);
    }

    private RedisWire app(String name) {
        return new RedisWire(name, address(name), "catalog", appPassword);
    }

    private static Kind kindOf(Runnable doing) {
        try {
            doing.run();
        } catch (RedisException e) {
            return e.kind();
        }
        throw new AssertionError("it was done");
    }

    @Test
    void aServerThatWasJustStartedServesNobody() throws IOException {
        start("a");
        try (RedisControl engine = control("a");
                RedisWire app = app("a")) {
            Sight.Serving sight = engine.sight(LIMIT);

            assertThat(sight.writable()).isFalse();
            assertThat(sight.upstream()).isEmpty();
            assertThatThrownBy(() -> app.ask("read", LIMIT, "GET", "key"))
                    .hasMessageContaining("MASTERDOWN");
            assertThatThrownBy(() -> app.ask("write", LIMIT, "SET", "key", "1"))
                    .isInstanceOf(RedisException.class);
        }
    }

    @Test
    void whatAPrimaryHasItsReplicaHasWhenItIsPromoted() throws IOException {
        RunningProcess first = start("a");
        start("b");
        try (RedisControl a = control("a");
                RedisControl b = control("b");
                RedisWire app = app("a");
                RedisWire other = app("b")) {
            a.promote();
            b.follow(address("a"));
            Lab.await(
                    "the replica is online for the primary",
                    PATIENCE,
                    () -> a.sight(LIMIT).streaming().contains("b"));
            app.ask("write", LIMIT, "SET", "key", "kept");
            Lab.await(
                    "the replica has it", PATIENCE, () -> b.position().lsn() >= a.position().lsn());
            assertThat(b.sight(LIMIT).upstream()).contains("a");

            first.kill();
            long begun = System.nanoTime();
            b.promote();
            assertThat(other.ask("read", LIMIT, "GET", "key")).isEqualTo("kept");
            Lab.figure("Redis: promotion until the first read", Lab.millisSince(begun));
            assertThat(b.sight(LIMIT).writable()).isTrue();
        }
    }

    @Test
    void aPrimaryThatDiedComesBackWithoutARoleAndFollowsWhenItIsTold() throws IOException {
        RunningProcess first = start("a");
        start("b");
        try (RedisControl a = control("a");
                RedisControl b = control("b");
                RedisWire app = app("b")) {
            a.promote();
            first.kill();
            b.promote();
            app.ask("write", LIMIT, "SET", "key", "new");

            start("a");
            assertThat(a.sight(LIMIT).writable()).isFalse();
            assertThat(a.sight(LIMIT).upstream()).isEmpty();

            a.follow(address("b"));
            Lab.await(
                    "the old primary follows",
                    PATIENCE,
                    () -> b.sight(LIMIT).streaming().contains("a"));
            assertThat(a.sight(LIMIT).upstream()).contains("b");
        }
    }

    @Test
    void aServiceReachesTheDataAndNotTheServer() throws IOException {
        start("a");
        try (RedisControl engine = control("a");
                RedisWire app = app("a");
                RedisWire stranger = new RedisWire("a", address("a"), "orders", appPassword)) {
            engine.promote();
            assertThat(app.ask("write", LIMIT, "SET", "key", "1")).isEqualTo("OK");
            for (List<String> command :
                    List.of(
                            List.of("CONFIG", "GET", "masterauth"),
                            List.of("REPLICAOF", "127.0.0.1", "1"),
                            List.of("FLUSHALL"),
                            List.of("ACL", "LIST"),
                            List.of("SHUTDOWN"))) {
                assertThatThrownBy(
                                () -> app.ask("take over", LIMIT, command.toArray(String[]::new)))
                        .hasMessageContaining("NOPERM");
            }
            assertThatThrownBy(() -> stranger.ask("read", LIMIT, "GET", "key"))
                    .hasMessageContaining("WRONGPASS");
        }
    }

    @Test
    void aDeadServerIsGoneAndAFrozenOneIsSilent() throws Exception {
        RunningProcess process = start("a");
        CountDownLatch ended = new CountDownLatch(1);
        try (RedisControl engine = control("a")) {
            engine.sight(LIMIT);
            process.freeze();
            assertThat(kindOf(() -> engine.sight(Duration.ofMillis(100)))).isEqualTo(Kind.SILENT);
            process.thaw();
            engine.sight(LIMIT);

            try (MemberControl.Held _ = engine.watch(_ -> ended.countDown())) {
                process.kill();
                assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
            assertThat(kindOf(() -> engine.sight(LIMIT))).isEqualTo(Kind.GONE);
        }
    }
}
