package dev.twinkeel.stores.queues;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.twinkeel.stores.front.Front;
import dev.twinkeel.stores.front.Keeper;
import dev.twinkeel.stores.front.Rules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.elasticmq.server.ElasticMQServer;
import org.elasticmq.server.config.ElasticMQServerConfig;
import scala.Function0;

/// A running ElasticMQ whose messages are on the disk before it acknowledges them.
final class Broker implements AutoCloseable {
    /// H2 writes a commit half a second later unless it is told not to: 24 of 220 acknowledged
    /// messages were lost at a SIGKILL with its default, none with this.
    private static final String AT_ONCE = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";

    private final Function0<?> stop;
    private final Optional<Front> front;

    private Broker(Function0<?> stop, Optional<Front> front) {
        this.stop = stop;
        this.front = front;
    }

    /// Returns when it listens.
    static Broker start(QueuesConfig config) throws IOException {
        Files.createDirectories(config.data());
        if (config.keys().isEmpty()) {
            return new Broker(engine(config, config.port()), Optional.empty());
        }
        Keeper keeper = Keeper.read(config.keys().get(), Rules.QUEUES, InstantSource.system());
        InetAddress host = InetAddress.getByName(config.host());
        Front front = Front.open(new InetSocketAddress(host, config.port()), keeper);
        boolean led = false;
        try {
            // The engine's own port is a free one that nobody is told.
            int port = freePort(host);
            Function0<?> stop = engine(config, port);
            front.lead(new InetSocketAddress(host, port));
            led = true;
            return new Broker(stop, Optional.of(front));
        } finally {
            if (!led) {
                front.close();
            }
        }
    }

    private static int freePort(InetAddress host) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, host)) {
            return socket.getLocalPort();
        }
    }

    private static Function0<?> engine(QueuesConfig config, int port) {
        return new ElasticMQServer(new ElasticMQServerConfig(settings(config, port))).start();
    }

    private static Config settings(QueuesConfig config, int port) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("rest-sqs.bind-hostname", config.host());
        settings.put("rest-sqs.bind-port", port);
        // A queue's address is told in the words of whoever asks: each place has its own.
        settings.put("node-address.host", "*");
        settings.put("node-address.port", config.port());
        settings.put("aws.region", config.region());
        settings.put("queues-storage.enabled", false);
        settings.put("messages-storage.enabled", true);
        settings.put(
                "messages-storage.uri",
                "jdbc:h2:" + config.data().toAbsolutePath().resolve("messages") + AT_ONCE);
        settings.put("pekko.loglevel", "WARNING");
        settings.put("pekko.actor.default-dispatcher.fork-join-executor.parallelism-min", 2);
        settings.put("pekko.actor.default-dispatcher.fork-join-executor.parallelism-max", 4);
        settings.put("queues", queues(config.queues()));
        return ConfigFactory.parseMap(settings).withFallback(ConfigFactory.load()).resolve();
    }

    private static Map<String, Object> queues(List<QueuesConfig.Queue> queues) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (QueuesConfig.Queue queue : queues) {
            all.put(
                    quoted(queue.name()),
                    Map.of(
                            "deadLettersQueue",
                            Map.of(
                                    "name",
                                    queue.deadLetters(),
                                    "maxReceiveCount",
                                    queue.deadLetterAfter())));
            all.put(quoted(queue.deadLetters()), Map.of());
        }
        return all;
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    @Override
    public void close() {
        front.ifPresent(Front::close);
        stop.apply();
    }
}
