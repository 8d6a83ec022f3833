package dev.twinkeel.stores.replication;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// The other region's half over HTTP, across the link. Thread-safe.
final class HttpPeer implements Peer {
    /// A batch through a slow link, and a store that is busy with other things.
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final HttpClient client;
    private final URI uri;

    HttpPeer(HttpClient client, String peer, String kind, String name, String what) {
        this.client = client;
        this.uri = URI.create("%s/%s/%s/%s".formatted(peer, kind, name, what));
    }

    static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(3))
                .build();
    }

    @Override
    public void send(byte[] batch) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .timeout(LIMIT)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(batch))
                        .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "send %d bytes to %s: %d %s"
                            .formatted(batch.length, uri, answer.statusCode(), answer.body()));
        }
    }
}
