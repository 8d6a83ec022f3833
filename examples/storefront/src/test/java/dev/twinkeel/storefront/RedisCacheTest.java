package dev.twinkeel.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.engine.PostgresBinaries;
import dev.twinkeel.twin.engine.ProcessSpec;
import dev.twinkeel.twin.engine.Processes;
import dev.twinkeel.twin.engine.RedisBinaries;
import dev.twinkeel.twin.engine.RedisConf;
import dev.twinkeel.twin.engine.RedisControl;
import dev.twinkeel.twin.engine.RedisException;
import dev.twinkeel.twin.engine.RunningProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The cache with a real Redis server.
class RedisCacheTest {
    private static final Duration KEEP = Duration.ofMinutes(10);

    /// A machine that is busy answers within it.
    private static final Duration LIMIT = Duration.ofSeconds(3);

    @TempDir private Path folder;

    private Processes processes;
    private Address address;
    private RedisCache cache;

    @BeforeEach
    void open() throws IOException {
        processes = new Processes(folder.resolve("state"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new Address("127.0.0.1", free.getLocalPort());
        }
        cache =
                new RedisCache(
                        new Environment.CacheTarget(
                                address.host(),
                                address.port(),
                                "catalog",
                                Files.writeString(folder.resolve("app"), "app-only\n")),
                        LIMIT,
                        KEEP);
    }

    @AfterEach
    void close() {
        cache.close();
        processes.close();
    }

    private RunningProcess server() throws IOException {
        Path engine = Files.writeString(folder.resolve("engine"), "engine-only");
        Path users =
                Files.writeString(
                        folder.resolve("users"),
                        RedisConf.users("engine-only", Map.of("catalog", "app-only")));
        Path conf =
                Files.writeString(
                        folder.resolve("conf"),
                        RedisConf.server(address, address, folder, users, "engine-only"));
        RunningProcess process =
                processes.start(
                        ProcessSpec.own(
                                "redis",
                                "lab",
                                List.of(
                                        RedisBinaries.server(PostgresBinaries.cache()).toString(),
                                        conf.toString()),
                                Map.of(),
                                folder,
                                folder.resolve("redis.log")));
        try (RedisControl control =
                new RedisControl("redis", address, Map.of(), Map.of(), engine)) {
            Until.holds("the server is promoted", () -> promoted(control));
        }
        return process;
    }

    private static boolean promoted(RedisControl control) {
        try {
            control.promote();
            return true;
        } catch (RedisException e) {
            return false;
        }
    }

    private boolean keeps(String key, String value) {
        cache.put(key, value.getBytes(StandardCharsets.UTF_8), KEEP);
        return cache.get(key)
                .filter(it -> new String(it, StandardCharsets.UTF_8).equals(value))
                .isPresent();
    }

    @Test
    void aPodStartsBeforeItsCacheAndUsesItWhenItIsThere() throws IOException {
        assertThat(cache.get("key")).isEmpty();

        server();

        Until.holds("what was kept is found", () -> keeps("key", "value"));
    }

    @Test
    void aCacheThatDiesIsAMissAndIsUsedAgainWhenItIsBack() throws IOException {
        RunningProcess first = server();
        Until.holds("what was kept is found", () -> keeps("key", "value"));

        first.kill();
        assertThat(cache.get("key")).isEmpty();

        server();
        Until.holds("the new server is used", () -> keeps("key", "again"));
    }

    @Test
    void aCacheThatHangsIsAMissAndIsUsedAgainWhenItAnswers() throws IOException {
        RunningProcess server = server();
        Until.holds("what was kept is found", () -> keeps("key", "value"));

        server.freeze();
        assertThat(cache.get("key")).isEmpty();
        server.thaw();

        Until.holds("the server is used again", () -> cache.get("key").isPresent());
    }
}
