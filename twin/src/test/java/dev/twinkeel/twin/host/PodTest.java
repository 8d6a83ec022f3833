package dev.twinkeel.twin.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.model.Service;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Place;
import dev.twinkeel.twin.Soon;
import dev.twinkeel.twin.engine.ProcessSpec;
import dev.twinkeel.twin.engine.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The health page is answered here, so that it can answer badly; the process is a real one.
final class PodTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path folder;

    private Processes processes;
    private ServerSocket page;
    private HttpClient http;
    private Pod pod;

    /// Whether the page stops after its headers.
    private volatile boolean hangs;

    /// Checks that the pod gave up, as the page sees it.
    private final AtomicInteger givenUp = new AtomicInteger();

    private final AtomicInteger ends = new AtomicInteger();
    private volatile boolean endFails;

    @BeforeEach
    void open() throws Exception {
        processes = new Processes(folder);
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        page = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        pod = pod().start();
        Soon.await("ready", pod::ready);
    }

    @AfterEach
    void close() throws Exception {
        endFails = false;
        pod.close();
        processes.close();
        page.close();
        http.shutdownNow();
    }

    @Test
    void aPodIsStartedAgainAfterAnEndThatCouldNotBeTidiedUp() {
        endFails = true;
        long before = pod.process().orElseThrow().pid();
        pod.process().orElseThrow().kill();
        Soon.await("its end", () -> ends.get() > 0);
        endFails = false;
        Soon.await(
                "another process",
                () -> pod.ready() && pod.process().orElseThrow().pid() != before);
    }

    @Test
    void aPageThatStopsAfterItsHeadersIsNoAnswer() {
        hangs = true;
        Soon.await("a failed check", () -> !pod.ready());
        Soon.await("the check given up", () -> givenUp.get() > 0);
        hangs = false;
        Soon.await("ready again", pod::ready);
        assertThat(pod.process().orElseThrow().alive()).isTrue();
    }

    private Pod pod() {
        Path log = folder.resolve("web.log");
        var service =
                new Service(
                        "web",
                        Optional.empty(),
                        "sleep 600",
                        Optional.empty(),
                        Service.DEFAULT_FOLDER,
                        new Service.Replicas(1, 1),
                        List.of(),
                        "/",
                        List.of());
        var spec =
                ProcessSpec.pod(
                        "web-1", "mumbai-a", List.of("sleep", "600"), Map.of(), folder, log);
        return new Pod(
                "web-1",
                service,
                new Place("mumbai-a", Place.Kind.ZONE, "mumbai"),
                new Address(page.getInetAddress().getHostAddress(), page.getLocalPort()),
                new Programs.Launch(log, () -> spec, this::end),
                processes,
                http,
                Turns.oneByOne(),
                PATIENCE,
                new Spots(folder.resolve("twinkeel.yaml")));
    }

    private void end() {
        ends.incrementAndGet();
        if (endFails) {
            throw new IllegalStateException("the secrets cannot be removed");
        }
    }

    private void serve() {
        while (!page.isClosed()) {
            try {
                Socket caller = page.accept();
                Thread.ofVirtual().start(() -> answer(caller));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void answer(Socket caller) {
        try (caller) {
            var lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    caller.getInputStream(), StandardCharsets.US_ASCII));
            String line = lines.readLine();
            while (line != null && !line.isEmpty()) {
                line = lines.readLine();
            }
            boolean hang = hangs;
            String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n";
            String answer = hang ? head : head + "ok";
            caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            if (hang && caller.getInputStream().read() < 0) {
                givenUp.incrementAndGet();
            }
        } catch (IOException _) {
            givenUp.incrementAndGet();
        }
    }
}
