package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against buckets of which the other region's gets an object late.
class StoreLookTest {
    private static final int LATE = 4;
    private static final long SECOND = 1_000_000_000;

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final StoreRequests requests = new StoreRequests();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        /* backlog= */ 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        requests.close();
        server.stop(0);
    }

    @Test
    void versionsAreLookedForOnceWhenNothingElseIsAwaited() throws InterruptedException {
        StoreLedger ledger = new StoreLedger("bucket objects");
        ledger.done("d-1", "mumbai", SECOND);
        ledger.done("d-last-0", 4, "mumbai", 2 * SECOND);
        ledger.done("d-last-1", 8, "mumbai", 3 * SECOND);
        ledger.done("d-last-0", 12, "mumbai", 4 * SECOND);

        StoreFindings findings =
                new StoreLook(
                                new BucketWire(requests),
                                List.of(region("mumbai"), region("singapore")),
                                ledger,
                                new StoreLook.Names("d-", "d-last-"),
                                System.nanoTime())
                        .found(/* mended= */ true);

        assertThat(findings.reasons(Duration.ZERO)).isEmpty();
        assertThat(findings.older()).isEqualTo(1);
        assertThat(asked.stream().filter("/singapore objects"::equals).count()).isGreaterThan(LATE);
        assertThat(asked.stream().filter(it -> it.endsWith("versions")))
                .containsExactly(
                        "/mumbai versions",
                        "/mumbai versions",
                        "/singapore versions",
                        "/singapore versions");
    }

    private StoreAddress region(String name) {
        return new StoreAddress(
                "bucket",
                "objects",
                name,
                name,
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                Optional.empty(),
                "");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "");
        byte[] body = body(path, query).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String body(String path, String query) {
        if (query.contains("versions=")) {
            asked.add(path + " versions");
            return query.contains("key-marker=d-last-0&")
                    ? version(8)
                    : version(12) + version(4) + MORE;
        }
        if (query.contains("list-type=2")) {
            asked.add(path + " objects");
            boolean late =
                    path.equals("/singapore")
                            && asked.stream().filter("/singapore objects"::equals).count() <= LATE;
            return "<Key>d-last-0</Key><Key>d-last-1</Key>" + (late ? "" : "<Key>d-1</Key>");
        }
        return path.endsWith("0") ? "12" : "8";
    }

    private static final String MORE =
            "<IsTruncated>true</IsTruncated><NextKeyMarker>d-last-0</NextKeyMarker>"
                    + "<NextVersionIdMarker>x</NextVersionIdMarker>";

    private static String version(long number) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("MD5")
                            .digest(Long.toString(number).getBytes(StandardCharsets.UTF_8));
            return "<ETag>&quot;%s&quot;</ETag>".formatted(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
