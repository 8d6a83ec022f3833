package dev.twinkeel.twin.place;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.recovery.Effect;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.EdgeConfig;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.HttpFace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The edge sends users from one region to the other.
class EdgePlaneTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir Path folder;

    private final HttpFace one = region("one");
    private final HttpFace two = region("two");
    private final Address front = free();
    private final Address control = free();
    private final HttpCaller caller = new HttpCaller();
    private @Nullable EdgePlane edge;

    private static HttpFace region(String name) {
        return HttpFace.listen(free(), _ -> HttpFace.Answer.ok(Map.of("region", name)));
    }

    private static Address free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Address("127.0.0.1", socket.getLocalPort());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        start(Duration.ofMinutes(10));
    }

    private void start(Duration farewell) {
        edge = EdgePlane.start(config(), farewell);
    }

    private EdgeConfig config() {
        return new EdgeConfig(
                control,
                free(),
                List.of(front),
                List.of(free()),
                List.of(front),
                "edge.test",
                true,
                Duration.ofSeconds(1),
                "/health",
                Duration.ofMillis(100),
                3,
                List.of(region("one", one), region("two", two)),
                folder.resolve("route.json"));
    }

    private static EdgeConfig.Region region(String name, HttpFace node) {
        List<Address> at = List.of(node.address());
        return new EdgeConfig.Region(name, at, at, at);
    }

    @AfterEach
    void stop() {
        stopEdge();
        one.close();
        two.close();
        caller.close();
    }

    private void stopEdge() {
        if (edge != null) {
            edge.close();
        }
    }

    private void order(String path, Map<String, Object> body) throws IOException {
        assertThat(caller.post(control, path, body, LIMIT).status()).isEqualTo(200);
    }

    /// One request over that connection.
    ///
    /// @return the region that answered, or nothing when the connection is gone
    private static String ask(Socket socket) throws IOException {
        try {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new StringBuilder();
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                answer.append((char) next);
                if (next == '}') {
                    return answer.indexOf("one") > 0 ? "one" : "two";
                }
            }
            return "";
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException _) {
            return "";
        }
    }

    /// Nothing more comes: waits for the end, for as long as the socket's limit.
    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException _) {
            return true;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(front.host(), front.port());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    @Test
    void aFailoverCutsOffWhoIsInTheOldRegion() throws IOException {
        try (Socket old = connect()) {
            assertThat(ask(old)).isEqualTo("one");
            order("/route", Map.of("epoch", 2, "turn", 1, "region", "two"));
            assertThat(ask(old)).isEmpty();
        }
        try (Socket next = connect()) {
            assertThat(ask(next)).isEqualTo("two");
        }
    }

    @Test
    void anOrderThatCouldNotBeWrittenDownIsNotTakenForDone() throws IOException {
        Path inTheWay = Files.createDirectories(folder.resolve("route.json.new"));
        var two = Map.<String, Object>of("epoch", 2, "turn", 1, "region", "two");
        assertThat(caller.post(control, "/route", two, LIMIT).ok()).isFalse();

        Files.delete(inTheWay);
        order("/route", two);

        try (Socket next = connect()) {
            assertThat(ask(next)).isEqualTo("two");
        }
    }

    @Test
    void anAnnouncedMoveLeavesThemForAWhile() throws IOException {
        try (Socket old = connect()) {
            assertThat(ask(old)).isEqualTo("one");
            order("/leaving", Map.of("region", "one", "forMillis", 60_000));
            order("/route", Map.of("epoch", 2, "turn", 1, "region", "two"));
            assertThat(ask(old)).isEqualTo("one");
            try (Socket next = connect()) {
                assertThat(ask(next)).isEqualTo("two");
            }
        }
    }

    @Test
    void whoIsStillThereAfterTheFarewellIsCutOff() throws IOException {
        stopEdge();
        start(Duration.ofMillis(200));
        try (Socket old = connect()) {
            assertThat(ask(old)).isEqualTo("one");
            order("/leaving", Map.of("region", "one", "forMillis", 60_000));
            order("/route", Map.of("epoch", 2, "turn", 1, "region", "two"));
            assertThat(ended(old)).isTrue();
        }
    }

    @Test
    void usersWhoAreSentBeforeTheWriterAreNotCutOffWhenItFollows() throws IOException {
        try (Socket old = connect()) {
            assertThat(ask(old)).isEqualTo("one");
            order("/leaving", Map.of("region", "one", "forMillis", 60_000));
            order("/route", Map.of("epoch", 2, "turn", 7, "region", "two"));
            order("/route", Map.of("epoch", 2, "turn", 8, "region", "two"));
            order("/route", Map.of("epoch", 3, "turn", 0, "region", "two"));
            assertThat(ask(old)).isEqualTo("one");
        }
    }

    @Test
    void aLateOrderOfTheSameEpochChangesNothing() throws IOException {
        order("/route", Map.of("epoch", 2, "turn", 7, "region", "two"));
        order("/route", Map.of("epoch", 2, "turn", 8, "region", "one"));

        var late = Map.<String, Object>of("epoch", 2, "turn", 7, "region", "two");
        assertThat(caller.post(control, "/route", late, LIMIT).status()).isEqualTo(409);

        try (Socket here = connect()) {
            assertThat(ask(here)).isEqualTo("one");
        }
    }

    @Test
    void theyHaveAllGoneBeforeTheWriterFollows() {
        assertThat(SeeingOff.AT_EDGE).isLessThan(Effect.Lead.WITHIN);
        assertThat(SeeingOff.AT_BALANCERS).isLessThan(SeeingOff.AT_EDGE);
    }

    @Test
    void anAnnouncementOfARegionThatDoesNotServeOrOfLongAgoCountsForNothing() throws IOException {
        try (Socket old = connect()) {
            assertThat(ask(old)).isEqualTo("one");
            order("/leaving", Map.of("region", "two", "forMillis", 60_000));
            order("/route", Map.of("epoch", 2, "turn", 1, "region", "two"));
            assertThat(ask(old)).isEmpty();
        }
        try (Socket old = connect()) {
            assertThat(ask(old)).isEqualTo("two");
            order("/leaving", Map.of("region", "two", "forMillis", 0));
            order("/route", Map.of("epoch", 3, "turn", 1, "region", "one"));
            assertThat(ask(old)).isEmpty();
        }
    }
}
