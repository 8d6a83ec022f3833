package dev.twinkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests on whose end two parties may disagree never reach a target, byte for byte.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingTest {
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\n";
    private static final String GET = "GET / HTTP/1.1\r\n";

    /// @param request the raw bytes, as ISO 8859-1
    record Case(String id, String request, int status) {
        @Override
        public String toString() {
            return id;
        }
    }

    private final Queue<String> reached = new ConcurrentLinkedQueue<>();
    private final Peer target = Peer.that(this::serve);
    private final Balancer balancer =
            Balancer.start(BalancerConfig.of(Peer.anyPort(), "a"), AccessLog.NONE);

    private void serve(Socket socket) throws IOException {
        byte[] bytes = new byte[1 << 16];
        int read;
        while ((read = socket.getInputStream().read(bytes)) > 0) {
            String text = new String(bytes, 0, read, StandardCharsets.ISO_8859_1);
            if (!text.contains("/twinkeel-test-health")) {
                reached.add(text);
            }
            socket.getOutputStream()
                    .write(
                            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                                    .getBytes(StandardCharsets.US_ASCII));
        }
    }

    @BeforeAll
    void start() {
        HealthPolicy policy = HealthPolicy.of(Duration.ofMillis(100), Duration.ofSeconds(5), 3);
        balancer.group(TargetGroup.of("all", "/twinkeel-test-health", policy));
        balancer.routes(List.of(new Route(Route.ANY_HOST, "/", "all")));
        balancer.add("all", new Target("t", target.address(), "a"));
        Waiting.until("the target is healthy", balancer::healthy);
    }

    @AfterAll
    void stop() {
        balancer.close();
        target.close();
    }

    private static Case post(String id, String headersAndBody) {
        return new Case(id, POST + headersAndBody, 400);
    }

    private static Case head(String id, String text) {
        return new Case(id, text, 400);
    }

    static List<Case> lengths() {
        return List.of(
                post("cl-twice-same", "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab"),
                post("cl-twice-other", "Content-Length: 2\r\nContent-Length: 0\r\n\r\nab"),
                post("cl-list", "Content-Length: 2, 2\r\n\r\nab"),
                post("cl-plus", "Content-Length: +2\r\n\r\nab"),
                post("cl-minus", "Content-Length: -2\r\n\r\nab"),
                post("cl-hex", "Content-Length: 0x2\r\n\r\nab"),
                post("cl-octal-word", "Content-Length: 2o\r\n\r\nab"),
                post("cl-decimal", "Content-Length: 2.0\r\n\r\nab"),
                post("cl-inner-space", "Content-Length: 1 2\r\n\r\nab"),
                post("cl-empty", "Content-Length:\r\n\r\nab"),
                post("cl-huge", "Content-Length: 99999999999999999999999\r\n\r\nab"),
                post("cl-space-before-colon", "Content-Length : 2\r\n\r\nab"),
                post("cl-space-before-name", " Content-Length: 2\r\n\r\nab"),
                post("cl-tab-before-colon", "Content-Length\t: 2\r\n\r\nab"),
                post("cl-nul-in-name", "Content\0-Length: 2\r\n\r\nab"),
                post("cl-nul-in-value", "Content-Length: 2\0\r\n\r\nab"),
                post("cl-underscore", "Content_Length: 2\r\n\r\nab"),
                post("cl-double-dash", "Content--Length: 2\r\n\r\nab"),
                post("cl-folded", "Content-Length:\r\n 2\r\n\r\nab"),
                post("cl-unicode-digit", "Content-Length: \u00b2\r\n\r\nab"),
                new Case("cl-over-limit", POST + "Content-Length: 9999999999999\r\n\r\n", 413));
    }

    static List<Case> codings() {
        String chunks = "\r\n\r\n0\r\n\r\n";
        return List.of(
                post("te-and-cl", "Content-Length: 4\r\nTransfer-Encoding: chunked" + chunks),
                post("cl-after-te", "Transfer-Encoding: chunked\r\nContent-Length: 4" + chunks),
                post(
                        "te-twice",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked" + chunks),
                post(
                        "te-twice-other",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: x" + chunks),
                post("te-chunked-list", "Transfer-Encoding: chunked, chunked" + chunks),
                post("te-identity", "Transfer-Encoding: identity" + chunks),
                post("te-chunked-not-last", "Transfer-Encoding: chunked, gzip" + chunks),
                post("te-unknown", "Transfer-Encoding: xchunked" + chunks),
                post("te-quoted", "Transfer-Encoding: \"chunked\"" + chunks),
                post("te-semicolon", "Transfer-Encoding: chunked;q=1" + chunks),
                post("te-vertical-tab", "Transfer-Encoding: \u000bchunked" + chunks),
                post("te-empty", "Transfer-Encoding:" + chunks),
                post("te-nul", "Transfer-Encoding: chunked\0" + chunks),
                post("te-space-before-colon", "Transfer-Encoding : chunked" + chunks),
                post("te-folded", "Transfer-Encoding:\r\n chunked" + chunks),
                post("te-underscore", "Transfer_Encoding: chunked" + chunks),
                post("te-bare-cr", "X: y\rTransfer-Encoding: chunked" + chunks),
                post("te-bare-lf", "X: y\nTransfer-Encoding: chunked" + chunks),
                head(
                        "te-in-1.0",
                        "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked" + chunks),
                new Case("te-gzip", POST + "Transfer-Encoding: gzip, chunked" + chunks, 501));
    }

    static List<Case> heads() {
        return List.of(
                head("host-none", GET + "\r\n"),
                head("host-twice", GET + "Host: x\r\nHost: y\r\n\r\n"),
                head("host-empty", GET + "Host:\r\n\r\n"),
                head("host-path", GET + "Host: x/y\r\n\r\n"),
                head("host-at", GET + "Host: a@b\r\n\r\n"),
                head("host-space", GET + "Host: a b\r\n\r\n"),
                head("line-two-spaces", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"),
                head("line-tab", "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n"),
                head("line-no-version", "GET /\r\nHost: x\r\n\r\n"),
                head("line-nul-in-path", "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n"),
                head("line-space-in-path", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"),
                head("line-request-in-path", "GET / HTTP/1.1 GET /x HTTP/1.1\r\nHost: x\r\n\r\n"),
                head("line-fragment", "GET /#x HTTP/1.1\r\nHost: x\r\n\r\n"),
                head("line-high-byte", "GET /\u00e9 HTTP/1.1\r\nHost: x\r\n\r\n"),
                head("line-absolute", "GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n"),
                head("line-connect", "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n"),
                head("line-method-odd", "G@T / HTTP/1.1\r\nHost: x\r\n\r\n"),
                head("line-version-odd", "GET / HTTP/1.1x\r\nHost: x\r\n\r\n"),
                head("line-version-case", "GET / http/1.1\r\nHost: x\r\n\r\n"),
                new Case("line-version-2", "GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505),
                head("line-bare-lf", "GET / HTTP/1.1\nHost: x\n\n"),
                head("line-bare-cr", "GET / HTTP/1.1\rHost: x\r\n\r\n"),
                head("h2-preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                head("header-no-colon", GET + "Host: x\r\nabc\r\n\r\n"),
                head("header-no-name", GET + "Host: x\r\n: y\r\n\r\n"),
                head("header-odd-name", GET + "Host: x\r\na(b: y\r\n\r\n"),
                head("header-control", GET + "Host: x\r\nA: y\u0001\r\n\r\n"),
                head("header-delete", GET + "Host: x\r\nA: y\u007f\r\n\r\n"),
                head("header-folded-first", "GET / HTTP/1.1\r\n Host: x\r\n\r\n"),
                new Case("expect-odd", GET + "Host: x\r\nExpect: 200-ok\r\n\r\n", 417),
                new Case(
                        "line-too-long",
                        "GET /" + "a".repeat(17 << 10) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                        414),
                new Case(
                        "header-too-long",
                        GET + "Host: x\r\nA: " + "a".repeat(17 << 10) + "\r\n\r\n",
                        431),
                new Case(
                        "headers-too-many",
                        GET + "Host: x\r\n" + "A: b\r\n".repeat(201) + "\r\n",
                        431),
                new Case(
                        "headers-too-large",
                        GET
                                + "Host: x\r\n"
                                + ("A: " + "a".repeat(1000) + "\r\n").repeat(70)
                                + "\r\n",
                        431));
    }

    static List<Case> chunkedBodies() {
        String chunked = "Transfer-Encoding: chunked\r\n\r\n";
        return List.of(
                post("chunk-size-empty", chunked + "\r\n\r\n"),
                post("chunk-size-0x", chunked + "0x1\r\na\r\n0\r\n\r\n"),
                post("chunk-size-minus", chunked + "-1\r\na\r\n0\r\n\r\n"),
                post("chunk-size-space", chunked + "1 \r\na\r\n0\r\n\r\n"),
                post("chunk-size-overflow", chunked + "10000000000000001\r\na\r\n0\r\n\r\n"),
                post("chunk-size-lf", chunked + "1\na\r\n0\r\n\r\n"),
                post("chunk-too-long", chunked + "1\r\nab\r\n0\r\n\r\n"),
                post("chunk-data-lf", chunked + "1\r\na\n0\r\n\r\n"),
                post("chunk-ext-lf", chunked + "1;a\nb\r\na\r\n0\r\n\r\n"),
                post("chunk-ext-cr", chunked + "1;a\rb\r\na\r\n0\r\n\r\n"),
                post("chunk-ext-nul", chunked + "1;a\0\r\na\r\n0\r\n\r\n"),
                post("chunk-trailer-lf", chunked + "0\r\nA: b\n\r\n"),
                post("chunk-trailer-folded", chunked + "0\r\n A: b\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource({"lengths", "codings", "heads"})
    void isRefusedAndReachesNobody(Case each) throws IOException {
        reached.clear();
        assertThat(statuses(each.request() + GET + "Host: x\r\n\r\n"))
                .containsExactly(each.status());
        assertThat(reached).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("chunkedBodies")
    void isBrokenOffAndNothingFollowsIt(Case each) throws IOException {
        reached.clear();
        String secret = "GET /secret HTTP/1.1\r\nHost: x\r\n\r\n";
        List<Integer> statuses = statuses(each.request() + secret);
        // The target may answer before the body proves bad; nothing is served after it.
        assertThat(statuses.size()).isLessThanOrEqualTo(1);
        assertThat(String.join("", reached)).doesNotContain("secret");
    }

    @Test
    void goodRequestsPassOneAfterTheOtherOnOneConnection() throws IOException {
        reached.clear();
        String all =
                "\r\n"
                        + GET
                        + "Host: x:80\r\n\r\n"
                        + POST
                        + "Content-Length: 3\r\n\r\nabc"
                        + POST
                        + "transfer-encoding: CHUNKED\r\n\r\n3;x=\"y\"\r\nabc\r\nA\r\n0123456789\r\n0\r\nA: b\r\n\r\n"
                        + "OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"
                        + GET
                        + "Host: x\r\nA:\tb\u00e9\r\nEmpty:\r\nConnection: close\r\n\r\n";
        assertThat(statuses(all)).containsExactly(200, 200, 200, 404, 200);
    }

    @Test
    void aBadRequestIsAnsweredAfterTheGoodOnesBeforeIt() throws IOException {
        String good = GET + "Host: x\r\n\r\n";
        assertThat(statuses(good + good + "bad\r\n\r\n" + good)).containsExactly(200, 200, 400);
    }

    @Test
    void aRequestOneByteAtATimePasses() throws IOException {
        try (Socket socket = Peer.connect(balancer.address())) {
            byte[] bytes =
                    (POST
                                    + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII);
            for (byte b : bytes) {
                socket.getOutputStream().write(b);
            }
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void anyHeadIsEitherCleanOrRefused() {
        Random random = new Random(11);
        byte[] good =
                (POST + "Content-Length: 2\r\nA: b\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 50_000; i++) {
            byte[] head = good.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                head[random.nextInt(head.length)] = (byte) random.nextInt(256);
            }
            RequestHead checked = RequestHead.check(head, BalancerConfig.Limits.DEFAULT);
            String text = new String(head, StandardCharsets.ISO_8859_1);
            if (checked.status() == 0) {
                assertThat(text).as("seed 11, number %d", i).doesNotContain("\0");
                assertThat(text.replace("\r\n", "")).doesNotContain("\n", "\r");
            }
        }
    }

    /// The statuses of all answers on a connection, read to its end.
    private List<Integer> statuses(String wire) throws IOException {
        try (Socket socket = Peer.connect(balancer.address())) {
            socket.getOutputStream().write(wire.getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder all = new StringBuilder();
            try {
                int read;
                while ((read = socket.getInputStream().read()) >= 0) {
                    all.append((char) read);
                }
            } catch (java.net.SocketTimeoutException e) {
                throw new AssertionError("the connection stays open after " + all, e);
            } catch (IOException _) {
                // A reset ends it as well.
            }
            return java.util.regex.Pattern.compile("HTTP/1\\.[01] (\\d{3}) ")
                    .matcher(all)
                    .results()
                    .map(found -> Integer.valueOf(found.group(1)))
                    .toList();
        }
    }
}
