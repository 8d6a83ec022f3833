package dev.twinkeel.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Calls an [HttpFace] with a time limit for the whole exchange. Thread-safe; connections are kept
/// open.
public final class HttpCaller implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    /// What came back.
    public record Answered(int status, JsonNode body) {
        public boolean ok() {
            return status == 200;
        }

        /// Why it was refused, as the other side said it.
        public String reason() {
            return body.path("reason").asText("status " + status);
        }
    }

    public Answered get(Address address, String path, Duration limit) throws IOException {
        return call("GET", address, path, null, limit);
    }

    public Answered post(Address address, String path, Object body, Duration limit)
            throws IOException {
        return call("POST", address, path, body, limit);
    }

    /// @throws IOException when no answer came in time, with the address and the path; whether the
    ///   other side did anything is then unknown
    public Answered call(
            String method, Address address, String path, @Nullable Object body, Duration limit)
            throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + address + path))
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(Json.write(body)))
                        .timeout(limit)
                        .build();
        try {
            HttpResponse<String> response =
                    send(request, HttpResponse.BodyHandlers.ofString(), limit);
            return new Answered(response.statusCode(), Json.mapper().readTree(response.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(method + " " + address + path + ": interrupted", e);
        } catch (IOException e) {
            throw new IOException(method + " " + address + path + ": " + e, e);
        }
    }

    /// Whether a GET is answered with 200 in time; what else is answered does not matter.
    public boolean answers(Address address, String path, Duration limit) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + address + path))
                        .timeout(limit)
                        .build();
        try {
            return send(request, HttpResponse.BodyHandlers.discarding(), limit).statusCode() == 200;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /// The client's own limit ends with the answer's head: one that stops in the middle of its body
    /// would be waited for without end.
    private <T> HttpResponse<T> send(
            HttpRequest request, HttpResponse.BodyHandler<T> body, Duration limit)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, body);
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new HttpTimeoutException("no whole answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed
                    ? failed
                    : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
