package dev.twinkeel.stores.front;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of AWS's own test suite for signatures, `get-vanilla` and others made like it; the
/// SDK's signatures are checked where there is an SDK, in the tests of the queues.
final class FrontTest {
    /// Of AWS's test suite.
    private static final String ID = "AKIDEXAMPLE";

    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String VANILLA =
            """
            GET / HTTP/1.1\r
            Host: example.amazonaws.com\r
            X-Amz-Date: 20150830T123600Z\r
            Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/\
            aws4_request, SignedHeaders=host;x-amz-date, Signature=\
            5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31\r
            \r
            """;

    private static final String JSON = "application/x-amz-json-1.0";
    private static final InetSocketAddress END =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    private static final Instant THEN = Instant.parse("2015-08-30T12:36:10Z");

    @TempDir private Path folder;

    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private ServerSocket engine;

    @BeforeEach
    void open() throws IOException {
        engine = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    @Test
    void theSignatureOfAwssOwnExampleIsGood() throws IOException {
        assertThat(type(keeper("*", THEN), VANILLA)).isEmpty();
    }

    @Test
    void aSignatureIsOfOneRequestOneKeyAndOneQuarterOfAnHour() throws IOException {
        Keeper keeper = keeper("*", THEN);

        assertThat(type(keeper, VANILLA.replace("GET", "PUT")))
                .contains("InvalidSignatureException");
        assertThat(type(keeper, VANILLA.replace("/ HTTP", "/x HTTP")))
                .contains("InvalidSignatureException");
        assertThat(type(keeper, VANILLA.replace("ID", "NOBODY")))
                .contains("UnrecognizedClientException");
        assertThat(type(keeper, VANILLA.replace("Authorization", "Other")))
                .contains("MissingAuthenticationTokenException");
        assertThat(type(keeper, VANILLA.replace("\r\n\r\n", "\r\nX-Amz-Target: A.B\r\n\r\n")))
                .contains("InvalidSignatureException");
        assertThat(type(keeper("*", THEN.plusSeconds(1000)), VANILLA))
                .contains("InvalidSignatureException");
        assertThat(type(read("*", "another", THEN), VANILLA)).contains("InvalidSignatureException");
    }

    @Test
    void aServicesKeyMayDoNothingThatIsNotItsOwn() throws IOException {
        assertThat(type(keeper("shop-carts", THEN), VANILLA)).contains("AccessDenied");
    }

    @Test
    void aQueueIsNamedInOneWayAndNoOther() throws IOException {
        assertThat(asked(JSON, "/", url("h:25840/000000000000/shop-invoices"))).isEmpty();
        assertThat(asked(JSON, "/", "{\"QueueName\":\"shop-invoices\"}")).isEmpty();
        for (String other :
                new String[] {
                    "h/000000000000/shop-fulfilment",
                    "h/000000000000/shop-fulfilment?/shop-invoices",
                    "h/000000000000/shop-fulfilment#/shop-invoices",
                    "h/000000000000/shop-fulfilment/shop-invoices",
                    "h/000000000000/shop-fulfilment:shop-invoices",
                    "h/000000000000/../000000000000/shop-invoices",
                    "h/000000000000/shop%2Dinvoices",
                    "h\\\\x/000000000000/shop-invoices",
                    "h/000000000000/shop-invoices\\n",
                    "shop-invoices"
                }) {
            assertThat(asked(JSON, "/", url(other))).as(other).contains("AccessDenied");
        }
        assertThat(asked(JSON, "/", "{\"QueueName\":\"shop-fulfilment:shop-invoices\"}"))
                .contains("AccessDenied");
    }

    @Test
    void whatTheEngineWouldReadByAnotherProtocolIsRefused() throws IOException {
        String own = url("h/000000000000/shop-invoices");
        String query = "/?Action=DeleteQueue&QueueUrl=x";
        for (String type :
                new String[] {
                    "application/json",
                    "application/x-www-form-urlencoded",
                    "application/x-amz-json-1.1",
                    "application/x-amz-json-1.0, application/json",
                    ""
                }) {
            assertThat(asked(type, "/", own)).as(type).contains("AccessDenied");
            assertThat(asked(type, query, own)).as(type).contains("AccessDenied");
        }
        assertThat(asked(JSON, query, own)).contains("AccessDenied");
        assertThat(asked(JSON, "/000000000000/shop-fulfilment", own)).contains("AccessDenied");
    }

    /// What is said to a service's own key, in a good signature.
    private Optional<String> asked(String type, String path, String body) throws IOException {
        String text =
                ("POST %s HTTP/1.1\r\nHost: h\r\nContent-Type: %s\r\nX-Amz-Date: 20150830T123600Z"
                                + "\r\nX-Amz-Target: AmazonSQS.SendMessage\r\nContent-Length: %d\r\n")
                        .formatted(path, type, body.length());
        List<String> signed = List.of("host", "x-amz-date", "x-amz-target");
        String scope = "20150830/us-east-1/sqs/aws4_request";
        String digits =
                new Signature(ID, scope, signed, "")
                        .digits(request(text + "\r\n" + body), Signature.signingKey(SECRET, scope));
        String authorization =
                "Authorization: AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(ID, scope, String.join(";", signed), digits);
        return type(keeper("shop-invoices", THEN), text + authorization + "\r\n\r\n" + body);
    }

    private static String url(String address) {
        return "{\"QueueUrl\":\"http://" + address + "\",\"MessageBody\":\"x\"}";
    }

    @Test
    void whatIsLetThroughComesAsItWasSentAndTheAnswerGoesBack() throws IOException {
        try (Front front = front("*");
                Socket client = new Socket()) {
            client.connect(front.address());
            for (int i = 0; i < 2; i++) {
                client.getOutputStream().write(VANILLA.getBytes(US_ASCII));
                assertThat(new String(client.getInputStream().readNBytes(2), US_ASCII))
                        .isEqualTo("ok");
            }
        }

        assertThat(seen).containsExactly(VANILLA, VANILLA);
    }

    @Test
    void whatIsRefusedNeverReachesTheEngine() throws IOException {
        try (Front front = front("shop-carts");
                Socket client = new Socket()) {
            client.connect(front.address());
            client.getOutputStream().write(VANILLA.getBytes(US_ASCII));
            String answer = new String(client.getInputStream().readAllBytes(), US_ASCII);

            assertThat(answer).startsWith("HTTP/1.1 403 ").contains("\"__type\":\"AccessDenied\"");
        }

        assertThat(seen).isEmpty();
    }

    @Test
    void whatTwoServersCouldReadInTwoWaysIsNotRead() throws IOException {
        String body = "\r\nContent-Length: 1\r\n";
        for (String odd :
                new String[] {
                    VANILLA.replace("\r\nX", body + "Content-Length: 2\r\nX"),
                    VANILLA.replace("\r\nX", "\r\nTransfer-Encoding: chunked\r\nX"),
                    VANILLA.replace("\r\nX", "\nX"),
                    VANILLA.replace("\r\nX", "\r\n folded\r\nX"),
                    VANILLA.replace("\r\nX", "\r\nContent-Length: +1\r\nX"),
                    VANILLA.replace("HTTP/1.1", "HTTP/1.0"),
                    VANILLA.replace("Host:", "Host :")
                }) {
            try (Front front = front("*");
                    Socket client = new Socket()) {
                client.connect(front.address());
                client.getOutputStream().write(odd.getBytes(US_ASCII));
                assertThat(new String(client.getInputStream().readNBytes(12), US_ASCII))
                        .as(odd)
                        .isEqualTo("HTTP/1.1 400");
            }
        }

        assertThat(seen).isEmpty();
    }

    @Test
    void aLargeBodyWaitsForRoomAndIsRefusedWhenThereIsNoneWhileASmallOneIsNot() throws IOException {
        String large =
                VANILLA.replace("\r\nX", "\r\nContent-Length: 300000\r\nX") + "x".repeat(300_000);
        var room = new Room(1, Duration.ofMillis(50));
        assertThat(room.enter(-1)).isTrue();

        try (Front front = front("*", room)) {
            assertThat(answer(front, large)).startsWith("HTTP/1.1 503 ").contains("send it again");
            assertThat(answer(front, VANILLA.replace("Signature=5", "Signature=6")))
                    .startsWith("HTTP/1.1 403 ");
            room.leave(-1);
            for (int i = 0; i < 2; i++) {
                // Its signature is another one's: the room is free again after a refusal.
                assertThat(answer(front, large)).startsWith("HTTP/1.1 403 ");
            }
        }
    }

    private static String answer(Front front, String request) throws IOException {
        try (Socket client = new Socket()) {
            client.connect(front.address());
            client.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(client.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    private Keeper keeper(String resources, Instant now) throws IOException {
        return read(resources, SECRET, now);
    }

    private Keeper read(String resources, String secret, Instant now) throws IOException {
        Path keys = folder.resolve("keys");
        Files.writeString(
                keys,
                "flows shop queues-mumbai mumbai %s%nkey %s orders %s %s%n"
                        .formatted(folder.resolve("flows.log"), ID, resources, secret));
        return Keeper.read(keys, Rules.QUEUES, () -> now);
    }

    private Front front(String resources) throws IOException {
        return front(resources, new Room());
    }

    private Front front(String resources, Room room) throws IOException {
        Front front =
                Front.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        keeper(resources, THEN),
                        room);
        front.lead((InetSocketAddress) engine.getLocalSocketAddress());
        return front;
    }

    private static Request request(String text) throws IOException {
        return Request.read(new ByteArrayInputStream(text.getBytes(US_ASCII))).orElseThrow();
    }

    private static Optional<String> type(Keeper keeper, String text) throws IOException {
        return keeper.judge(request(text), new Keeper.Ends(END, END)).map(Keeper.Answer::type);
    }

    private void serve() {
        while (!engine.isClosed()) {
            try {
                Socket socket = engine.accept();
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try (socket) {
                                        var in = socket.getInputStream();
                                        for (var next = Request.read(in);
                                                next.isPresent();
                                                next = Request.read(in)) {
                                            seen.add(new String(next.get().head(), US_ASCII));
                                            socket.getOutputStream().write("ok".getBytes(US_ASCII));
                                        }
                                    } catch (IOException _) {
                                        // The other side ended it.
                                    }
                                });
            } catch (IOException _) {
                return;
            }
        }
    }
}
