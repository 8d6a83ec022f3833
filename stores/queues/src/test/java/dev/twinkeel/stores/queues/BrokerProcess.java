package dev.twinkeel.stores.queues;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/// A broker as a process of its own, which can be killed and started again on its data.
final class BrokerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Path folder;
    private final String queues;
    private final String keys;
    private final int port;
    private Process process;

    BrokerProcess(Path folder, String queues) throws Exception {
        this(folder, queues, "");
    }

    /// @param keys lines of who may use what; none for a broker that asks nobody
    BrokerProcess(Path folder, String queues, String keys) throws Exception {
        this.folder = folder;
        this.queues = queues;
        this.keys =
                keys.isEmpty() ? "" : Files.writeString(folder.resolve("keys"), keys).toString();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = socket.getLocalPort();
        }
        this.process = launch();
    }

    /// Starts one, and does not wait until it listens. What it says is in the folder's `log`.
    ///
    /// @param keys the file; empty for a broker that asks nobody
    static Process begin(Path folder, int port, String queues, String keys) throws IOException {
        Path config =
                Files.writeString(
                        folder.resolve("queues.json"),
                        """
                        {"listen": {"host": "127.0.0.1", "port": %d}, "data": "%s",
                        "region": "ap-south-1", %s "queues": %s}
                        """
                                .formatted(
                                        port,
                                        folder.resolve("data"),
                                        keys.isEmpty() ? "" : "\"keys\": \"" + keys + "\",",
                                        queues));
        return new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx128m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                QueuesMain.class.getName(),
                                config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private Process launch() throws Exception {
        Process started = begin(folder, port, queues, keys);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!listens()) {
            if (System.nanoTime() - deadline > 0 || !started.isAlive()) {
                throw new IllegalStateException(
                        "the broker does not listen: " + Files.readString(folder.resolve("log")));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return started;
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    /// SIGKILL, and the same again on the same data.
    void killAndStartAgain() throws Exception {
        process.destroyForcibly().waitFor();
        process = launch();
    }

    SqsClient client() {
        return client("a", "b");
    }

    SqsClient client(String id, String secret) {
        return client(StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)));
    }

    SqsClient client(AwsCredentialsProvider credentials) {
        return SqsClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.AP_SOUTH_1)
                .credentialsProvider(credentials)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    @Override
    public void close() throws Exception {
        process.destroyForcibly().waitFor();
    }
}
