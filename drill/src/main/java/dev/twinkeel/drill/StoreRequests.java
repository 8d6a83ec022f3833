package dev.twinkeel.drill;

import dev.twinkeel.twin.store.AwsSignature;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Requests of stores, signed as AWS signs them (Signature Version 4), each sent once. Thread-safe.
final class StoreRequests implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    static final Duration LIMIT = Duration.ofSeconds(3);

    /// Made for the first request: most applications have no such store.
    private @Nullable HttpClient client;

    /// @param service `s3`, `dynamodb` or `sqs`
    /// @param path with its query, both encoded; parameters of the query in the order of their
    ///   names
    /// @param headers beside those that every request has
    record Request(
            String service, String method, String path, Map<String, String> headers, String body) {}

    HttpResponse<String> send(StoreAddress where, Request request)
            throws IOException, InterruptedException {
        return send(where, request, LIMIT);
    }

    HttpResponse<String> send(StoreAddress where, Request request, Duration limit)
            throws IOException, InterruptedException {
        URI uri = URI.create(where.endpoint() + request.path());
        byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
        var builder =
                HttpRequest.newBuilder(uri)
                        .timeout(limit)
                        .method(
                                request.method(),
                                body.length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        AwsSignature.headers(
                        uri,
                        request.service(),
                        request.method(),
                        request.headers(),
                        body,
                        AwsSignature.key(where.credentials()),
                        Instant.now())
                .forEach(builder::header);
        return client().send(builder.build(), BodyHandlers.ofString());
    }

    private synchronized HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .connectTimeout(CONNECT)
                            .build();
            client = made;
        }
        return made;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
