package dev.twinkeel.stores.buckets;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An object store as a process of its own, which can be killed and started again on its data.
final class StoreProcess implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final BucketsConfig config;
    private final Path file;
    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;

    StoreProcess(BucketsConfig config, Path file) throws IOException {
        this.config = config;
        this.file = file;
        Files.writeString(file, JSON.writeValueAsString(config));
        this.process = launch();
    }

    private Process launch() throws IOException {
        Process started =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:+UseSerialGC",
                                        "-XX:TieredStopAtLevel=1",
                                        "-Xmx160m",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        BucketsMain.class.getName(),
                                        file.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        file.resolveSibling(file.getFileName() + ".log").toFile()))
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        Pair.until("the store serves; see " + file + ".log", this::serves);
        return started;
    }

    private boolean serves() {
        try {
            return !status().isMissingNode();
        } catch (IOException _) {
            return false;
        }
    }

    JsonNode status() throws IOException {
        try {
            String body =
                    http.send(
                                    HttpRequest.newBuilder(
                                                    URI.create(
                                                            "http://127.0.0.1:%d/status"
                                                                    .formatted(
                                                                            config.status()
                                                                                    .port())))
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            return JSON.readTree(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// SIGKILL, and the same again on the same data.
    void killAndStartAgain() throws Exception {
        process.destroyForcibly().waitFor();
        process = launch();
    }

    @Override
    public void close() throws Exception {
        process.destroyForcibly().waitFor();
        http.close();
    }
}
