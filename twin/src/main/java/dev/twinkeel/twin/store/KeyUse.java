package dev.twinkeel.twin.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/// Asks an engine which keys were used, and when.
final class KeyUse {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final byte[] NOTHING = {};

    /// As `stores/front` has it, which is on another class path.
    private static final String QUESTION = "Twinkeel.KeysUsed";

    private KeyUse() {}

    /// @param service `dynamodb` or `sqs`
    /// @param key that may do everything
    /// @return milliseconds since the last use of a key, by its id
    static Map<String, Long> ask(Address engine, String service, AwsAccess.Key key)
            throws IOException {
        URI uri = URI.create("http://" + engine + "/");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(LIMIT)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(NOTHING));
        AwsSignature.headers(
                        uri,
                        service,
                        "POST",
                        Map.of("x-amz-target", QUESTION),
                        NOTHING,
                        key,
                        Instant.now())
                .forEach(request::header);
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(
                        "ask %s which keys were used: it answered %d: %s"
                                .formatted(engine, answer.statusCode(), answer.body()));
            }
            return read(Json.mapper().readTree(answer.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("ask %s which keys were used".formatted(engine), e);
        }
    }

    static Map<String, Long> read(JsonNode body) {
        Map<String, Long> used = new TreeMap<>();
        body.properties().forEach(it -> used.put(it.getKey(), it.getValue().asLong()));
        return used;
    }
}
