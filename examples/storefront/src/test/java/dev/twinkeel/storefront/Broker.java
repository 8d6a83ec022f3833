package dev.twinkeel.storefront;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real broker in a process of its own, which the AWS SDK of this JVM finds.
final class Broker implements AutoCloseable {
    static final String QUEUE = "storefront-fulfilments";
    static final String DEAD = QUEUE + "-dead";

    private final Path folder;
    private final int port;
    private Process process;

    Broker() {
        try {
            folder = Files.createTempDirectory("storefront-broker-");
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
            Files.writeString(
                    folder.resolve("queues.json"),
                    """
                    {"listen": {"host": "127.0.0.1", "port": %d}, "data": "%s", "region": "here",
                     "queues": [{"name": "%s", "deadLetters": "%s", "deadLetterAfter": 2}]}
                    """
                            .formatted(port, folder.resolve("data"), QUEUE, DEAD));
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException("prepare a broker for a test", failed);
        }
        System.setProperty("aws.endpointUrlSqs", "http://127.0.0.1:" + port);
        System.setProperty("aws.region", "ap-south-1");
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        process = launch();
    }

    private Process launch() {
        try {
            Process started =
                    new ProcessBuilder(
                                    List.of(
                                            Path.of(System.getProperty("java.home"), "bin", "java")
                                                    .toString(),
                                            "-Xmx128m",
                                            "-XX:TieredStopAtLevel=1",
                                            "-cp",
                                            System.getProperty("java.class.path"),
                                            "dev.twinkeel.stores.queues.QueuesMain",
                                            folder.resolve("queues.json").toString()))
                            .redirectErrorStream(true)
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(
                                            folder.resolve("log").toFile()))
                            .start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
            Until.holds("the broker listens; see " + folder, this::listens);
            return started;
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException("start a broker for a test", failed);
        }
    }

    private boolean listens() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// SIGKILL.
    void kill() {
        try {
            if (!process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the broker does not die");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    void startAgain() {
        process = launch();
    }

    @Override
    public void close() {
        kill();
        Scratch.delete(folder);
    }
}
