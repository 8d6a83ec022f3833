package dev.twinkeel.twin.store;

import dev.twinkeel.twin.AwsSigning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Signs the few requests that the twin and its drills make to stores, as AWS's clients sign theirs
/// (Signature Version 4).
public final class AwsSignature {
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

    /// Those of a signed request.
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
        String time = AwsSigning.stamp(now);
        String hash = AwsSigning.hash(body);
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
        AwsSigning signing = new AwsSigning(key.id(), key.secret(), SIGNED_IN, service);
        sent.put("authorization", signing.authorization(time, names, canonical));
        return sent;
    }
}
