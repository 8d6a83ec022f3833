package dev.twinkeel.twin.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
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

/// Signs the few requests that the twin and its drills make to stores, as AWS's clients sign theirs
/// (Signature Version 4).
public final class AwsSignature {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /// Nobody here asks in which region a request was signed.
    private static final String SIGNED_IN = "us-east-1";

    private AwsSignature() {}

    /// The key in a credentials file; one that opens nothing when there is no file.
    ///
    /// @throws UncheckedIOException when the file cannot be read
    public static AwsAccess.Key key(Optional<Path> credentials) {
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
        return new AwsAccess.Key(
                values.getOrDefault("aws_access_key_id", "twinkeel"),
                values.getOrDefault("aws_secret_access_key", "twinkeel"));
    }

    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
    ///
    /// @param uri parameters of its query in the order of their names
    /// @param service `s3`, `dynamodb` or `sqs`
    /// @param headers beside those that every request has; the answer has them too
    public static Map<String, String> headers(
            URI uri,
            String service,
            String method,
            Map<String, String> headers,
            byte[] body,
            AwsAccess.Key key,
            Instant now) {
        String time = TIME.format(now);
        String hash = hex(sha256(body));
        Map<String, String> sent = new TreeMap<>(headers);
        sent.put("x-amz-date", time);
        sent.put("x-amz-content-sha256", hash);
        Map<String, String> all = new TreeMap<>(sent);
        all.put("host", uri.getAuthority());
        String names = String.join(";", all.keySet());
        String canonical =
                String.join(
                        "\n",
                        method,
                        uri.getRawPath(),
                        Optional.ofNullable(uri.getRawQuery()).orElse(""),
                        all.entrySet().stream()
                                .map(it -> it.getKey() + ":" + it.getValue() + "\n")
                                .collect(Collectors.joining()),
                        names,
                        hash);
        String day = time.substring(0, 8);
        String scope = String.join("/", day, SIGNED_IN, service, "aws4_request");
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
        sent.put(
                "authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(ALGORITHM, key.id(), scope, names, hex(hmac(signing, text))));
        return sent;
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
}
