package dev.twinkeel.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Requests of stores, signed as AWS signs them (Signature Version 4), each sent once. Thread-safe.
final class StoreRequests implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /// Nobody here asks in which region a request was signed.
    private static final String SIGNED_IN = "us-east-1";

    /// Made for the first request: most applications have no such store.
    private @Nullable HttpClient client;

    /// @param service `s3`, `dynamodb` or `sqs`
    /// @param path with its query, both encoded; parameters of the query in the order of their
    ///   names
    /// @param headers beside those that every request has
    record Request(
            String service, String method, String path, Map<String, String> headers, String body) {}

    record Key(String id, String secret) {}

    HttpResponse<String> send(StoreAddress where, Request request)
            throws IOException, InterruptedException {
        URI uri = URI.create(where.endpoint() + request.path());
        byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
        var builder =
                HttpRequest.newBuilder(uri)
                        .timeout(LIMIT)
                        .method(
                                request.method(),
                                body.length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        signed(uri, request, body, key(where.credentials()), Instant.now())
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

    private static Key key(Optional<Path> credentials) {
        Map<String, String> values = new TreeMap<>();
        try {
            if (credentials.isPresent()) {
                for (String line : Files.readAllLines(credentials.get())) {
                    String[] parts = line.split("=", 2);
                    if (parts.length == 2) {
                        values.put(parts[0].strip(), parts[1].strip());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("read the credentials " + credentials.get(), e);
        }
        return new Key(
                values.getOrDefault("aws_access_key_id", "twinkeel"),
                values.getOrDefault("aws_secret_access_key", "twinkeel"));
    }

    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
    static Map<String, String> signed(URI uri, Request request, byte[] body, Key key, Instant now) {
        String time = TIME.format(now);
        String hash = hex(sha256(body));
        Map<String, String> headers = new TreeMap<>(request.headers());
        headers.put("x-amz-date", time);
        headers.put("x-amz-content-sha256", hash);
        Map<String, String> all = new TreeMap<>(headers);
        all.put("host", uri.getAuthority());
        String names = String.join(";", all.keySet());
        String canonical =
                String.join(
                        "\n",
                        request.method(),
                        uri.getRawPath(),
                        Optional.ofNullable(uri.getRawQuery()).orElse(""),
                        all.entrySet().stream()
                                .map(it -> it.getKey() + ":" + it.getValue() + "\n")
                                .collect(Collectors.joining()),
                        names,
                        hash);
        String day = time.substring(0, 8);
        String scope = String.join("/", day, SIGNED_IN, request.service(), "aws4_request");
        String text =
                String.join(
                        "\n",
                        ALGORITHM,
                        time,
                        scope,
                        hex(sha256(canonical.getBytes(StandardCharsets.UTF_8))));
        byte[] signing = ("AWS4" + key.secret()).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            signing = hmac(signing, part);
        }
        headers.put(
                "authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(ALGORITHM, key.id(), scope, names, hex(hmac(signing, text))));
        return headers;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
