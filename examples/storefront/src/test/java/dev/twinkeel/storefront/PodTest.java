package dev.twinkeel.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.http.HttpRouting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PodTest {
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean holds;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Pod pod =
            new Pod(
                    "slow",
                    new Environment.Listener("127.0.0.1", 0),
                    HttpRouting.builder()
                            .get(
                                    "/api/slow",
                                    (_, response) -> {
                                        work();
                                        response.send("done\n");
                                    }),
                    List.of());

    @AfterEach
    void close() {
        released.countDown();
        pod.close();
        client.close();
    }

    private void work() throws InterruptedException {
        if (holds) {
            inside.incrementAndGet();
            released.await();
            return;
        }
        long late = System.nanoTime() + Admission.LATE.toNanos();
        Until.holds("it is late", () -> System.nanoTime() - late > 0);
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        URI uri = URI.create("http://127.0.0.1:" + pod.port() + path);
        return client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    @Test
    void onePodThatIsLateWithEverythingRefusesWhatItWouldBeLateWithAndStaysHealthy() {
        for (int each = 0; each < Admission.LASTING + 2; each++) {
            assertThat(get("/api/slow").join().statusCode()).isEqualTo(200);
        }
        holds = true;
        List<CompletableFuture<HttpResponse<String>>> worked = new ArrayList<>();
        for (int each = 0; each < Admission.LEAST; each++) {
            worked.add(get("/api/slow"));
        }
        Until.holds("as many as may are inside", () -> inside.get() == Admission.LEAST);

        HttpResponse<String> refused = get("/api/slow").join();
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
        assertThat(refused.body()).contains("\"refused\"").contains("too many requests at once");
        assertThat(get("/health/ready").join().statusCode()).isEqualTo(200);
        assertThat(get("/metrics").join().body()).contains("status=\"429\"");

        released.countDown();
        assertThat(worked).allMatch(it -> it.join().statusCode() == 200);
    }
}
