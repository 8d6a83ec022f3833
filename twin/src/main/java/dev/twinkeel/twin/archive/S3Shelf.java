package dev.twinkeel.twin.archive;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.AwsSigning;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A bucket of an S3-compatible store, in the few requests that a backup needs. Each is signed
/// (Signature Version 4, header form, with the payload left out of the signature: the bytes never
/// leave this machine). Thread-safe.
public final class S3Shelf implements Shelf, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /// For one small request, or until the answer's first byte.
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /// For a base backup.
    private static final Duration LONG = Duration.ofMinutes(10);

    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final String SIGNED_HEADERS = "host;x-amz-content-sha256;x-amz-date";

    private static final Pattern OBJECT =
            Pattern.compile(
                    "<Contents>.*?<Key>([^<]*)</Key>.*?<Size>(\\d+)</Size>.*?</Contents>",
                    Pattern.DOTALL);
    private static final Pattern MORE =
            Pattern.compile("<NextContinuationToken>([^<]*)</NextContinuationToken>");

    private final Address store;
    private final String bucket;
    private final AwsSigning signing;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();

    /// @param region as the store knows it
    /// @param keyId of the pair whose secret half is in the file
    public S3Shelf(Address store, String bucket, String region, String keyId, Path secret)
            throws IOException {
        this.store = store;
        this.bucket = bucket;
        this.signing = new AwsSigning(keyId, Files.readString(secret).strip(), region, "s3");
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        put(key, HttpRequest.BodyPublishers.ofByteArray(bytes), LIMIT);
    }

    @Override
    public void put(String key, Path file) throws IOException {
        put(key, HttpRequest.BodyPublishers.ofFile(file), LONG);
    }

    private void put(String key, HttpRequest.BodyPublisher body, Duration limit)
            throws IOException {
        expect(send(signed("PUT", key, Map.of()).PUT(body), limit, BodyHandlers.ofString()), key);
    }

    @Override
    public InputStream get(String key) throws IOException {
        HttpResponse<InputStream> answer =
                send(signed("GET", key, Map.of()).GET(), LIMIT, BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            try (InputStream body = answer.body()) {
                throw failed(key, answer.statusCode(), body.readNBytes(500));
            }
        }
        return answer.body();
    }

    @Override
    public List<Item> list(String prefix) throws IOException {
        List<Item> items = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            Map<String, String> query = new TreeMap<>();
            query.put("list-type", "2");
            query.put("prefix", prefix);
            token.ifPresent(it -> query.put("continuation-token", it));
            HttpResponse<String> answer =
                    send(signed("GET", "", query).GET(), LIMIT, BodyHandlers.ofString());
            expect(answer, prefix);
            Matcher found = OBJECT.matcher(answer.body());
            while (found.find()) {
                items.add(new Item(found.group(1), Long.parseLong(found.group(2))));
            }
            Matcher more = MORE.matcher(answer.body());
            token = more.find() ? Optional.of(more.group(1)) : Optional.empty();
        } while (token.isPresent());
        items.sort(java.util.Comparator.comparing(Item::key));
        return items;
    }

    @Override
    public void delete(String key) throws IOException {
        HttpResponse<Void> head =
                send(signed("HEAD", key, Map.of()).HEAD(), LIMIT, BodyHandlers.discarding());
        Optional<String> version = head.headers().firstValue("x-amz-version-id");
        if (head.statusCode() == 404) {
            return;
        }
        Map<String, String> query =
                version.map(it -> Map.of("versionId", it)).orElse(Map.<String, String>of());
        expect(send(signed("DELETE", key, query).DELETE(), LIMIT, BodyHandlers.ofString()), key);
    }

    private HttpRequest.Builder signed(String method, String key, Map<String, String> query) {
        String path = "/" + bucket + (key.isEmpty() ? "" : "/" + key);
        StringBuilder text = new StringBuilder();
        new TreeMap<>(query)
                .forEach(
                        (name, value) ->
                                text.append(text.isEmpty() ? "" : "&")
                                        .append(name)
                                        .append('=')
                                        .append(encoded(value)));
        String stamp = AwsSigning.stamp(Instant.now());
        String canonical =
                String.join(
                        "\n",
                        method,
                        path,
                        text,
                        "host:" + store,
                        "x-amz-content-sha256:" + UNSIGNED,
                        "x-amz-date:" + stamp,
                        "",
                        SIGNED_HEADERS,
                        UNSIGNED);
        return HttpRequest.newBuilder(
                        URI.create("http://" + store + path + (text.isEmpty() ? "" : "?" + text)))
                .header("x-amz-date", stamp)
                .header("x-amz-content-sha256", UNSIGNED)
                .header("authorization", signing.authorization(stamp, SIGNED_HEADERS, canonical));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private <T> HttpResponse<T> send(
            HttpRequest.Builder request, Duration limit, HttpResponse.BodyHandler<T> body)
            throws IOException {
        HttpRequest built = request.timeout(limit).build();
        try {
            return http.send(built, body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("ask the bucket " + bucket + " at " + store + ": interrupted", e);
        } catch (IOException e) {
            throw new IOException("ask the bucket " + bucket + " at " + store + ": " + e, e);
        }
    }

    private void expect(HttpResponse<String> answer, String key) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw failed(key, answer.statusCode(), answer.body().getBytes(StandardCharsets.UTF_8));
        }
    }

    private IOException failed(String key, int status, byte[] body) {
        String said = new String(body, StandardCharsets.UTF_8);
        return new IOException(
                "ask the bucket %s at %s for %s: status %d: %s"
                        .formatted(
                                bucket,
                                store,
                                key,
                                status,
                                said.substring(0, Math.min(300, said.length()))));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
