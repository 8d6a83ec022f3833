package dev.twinkeel.storefront;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// A cache in Redis, over one connection that is opened in the background and again whenever it
/// broke. A pod starts, and serves, without it.
///
/// Commands are refused at once while there is no connection: a read that waited for a cache would
/// be slower than one without.
final class RedisCache implements Cache {
    /// Of one read. The database answers in less than what is longer.
    private static final Duration LIMIT = Duration.ofMillis(100);

    /// After an answer that did not come in time the cache is left alone, so that a server that
    /// hangs costs one read in many a tenth of a second.
    private static final Duration REST = Duration.ofMillis(250);

    /// A promotion takes a few hundred milliseconds: whoever tries more seldom adds to it.
    private static final Duration AGAIN = Duration.ofMillis(30);

    private static final Duration CONNECT = Duration.ofMillis(1_500);
    private static final Duration SHUTDOWN = Duration.ofSeconds(2);
    private static final int QUEUE_MOST = 1_000;

    static {
        // One connection needs no native transport, and one that is there by chance must not be
        // taken.
        for (String transport : List.of("epoll", "iouring", "kqueue")) {
            System.setProperty("io.lettuce.core." + transport, "false");
        }
    }

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI address;
    private final Executor later =
            CompletableFuture.delayedExecutor(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    private volatile @Nullable StatefulRedisConnection<String, byte[]> connection;
    private volatile boolean closed;
    private volatile long restUntilNanos = System.nanoTime();

    private final Duration limit;

    RedisCache(Environment.CacheTarget target) {
        this(target, LIMIT, CONNECT);
    }

    /// @param limit of one read
    /// @param patience of one attempt to connect
    RedisCache(Environment.CacheTarget target, Duration limit, Duration patience) {
        this.limit = limit;
        resources =
                ClientResources.builder()
                        .ioThreadPoolSize(1)
                        .computationThreadPoolSize(2)
                        .reconnectDelay(Delay.constant(AGAIN))
                        .build();
        client = RedisClient.create(resources);
        client.setOptions(
                ClientOptions.builder()
                        .autoReconnect(true)
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .protocolVersion(ProtocolVersion.RESP2)
                        .requestQueueSize(QUEUE_MOST)
                        .socketOptions(
                                SocketOptions.builder()
                                        .connectTimeout(patience)
                                        .tcpNoDelay(true)
                                        .build())
                        .build());
        address =
                RedisURI.builder()
                        .withHost(target.host())
                        .withPort(target.port())
                        .withTimeout(patience)
                        .withAuthentication(credentials(target))
                        .build();
        connect();
    }

    /// Read at each connection, so that a rotated password is followed by the next one.
    private static RedisCredentialsProvider credentials(Environment.CacheTarget target) {
        return () ->
                Mono.fromCallable(
                        () ->
                                RedisCredentials.just(
                                        target.user(),
                                        Files.readString(target.passwordFile()).strip()));
    }

    private void connect() {
        if (closed) {
            return;
        }
        CompletableFuture<Void> told =
                client.connectAsync(
                                RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), address)
                        .toCompletableFuture()
                        .handle(this::connected);
        told.exceptionally(_ -> null);
    }

    private @Nullable Void connected(
            @Nullable StatefulRedisConnection<String, byte[]> opened, @Nullable Throwable failure) {
        if (opened == null) {
            later.execute(this::connect);
        } else if (closed) {
            opened.close();
        } else {
            connection = opened;
        }
        return null;
    }

    @Override
    public Optional<byte[]> get(String key) {
        StatefulRedisConnection<String, byte[]> open = connection;
        if (open == null || System.nanoTime() - restUntilNanos < 0) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(
                    open.async().get(key).get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException _) {
            restUntilNanos = System.nanoTime() + REST.toNanos();
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | RedisException _) {
            return Optional.empty();
        }
    }

    @Override
    public void put(String key, byte[] value, Duration keep) {
        StatefulRedisConnection<String, byte[]> open = connection;
        if (open == null || System.nanoTime() - restUntilNanos < 0) {
            return;
        }
        try {
            open.async().set(key, value, SetArgs.Builder.px(keep)).exceptionally(_ -> null);
        } catch (RedisException _) {
            // Not kept: the next read asks the database again.
        }
    }

    @Override
    public void close() {
        closed = true;
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(SHUTDOWN.toMillis());
    }
}
