package dev.twinkeel.stores.front;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// AWS Signature Version 4 of a request, as its header tells it.
///
/// @param key public id of the key
/// @param scope `20260102/ap-south-1/sqs/aws4_request`
record Signature(String key, String scope, List<String> signed, String digits) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String HMAC = "HmacSHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

    /// As long as AWS takes a signature for new.
    private static final Duration FRESH = Duration.ofMinutes(15);

    /// What a signature must be of, where a request has it: with another of these it would be
    /// another request.
    private static final List<String> SIGNED = List.of("host", "x-amz-date", "x-amz-target");

    /// Empty when the request has none that can be read.
    static Optional<Signature> of(Request request) {
        String header = request.header("authorization");
        if (!header.startsWith(ALGORITHM + " ")) {
            return Optional.empty();
        }
        String credential = part(header, "Credential=");
        int slash = credential.indexOf('/');
        String names = part(header, "SignedHeaders=");
        String digits = part(header, "Signature=");
        if (slash < 0 || names.isEmpty() || digits.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Signature(
                        credential.substring(0, slash),
                        credential.substring(slash + 1),
                        List.of(names.split(";", -1)),
                        digits));
    }

    private static String part(String header, String name) {
        int at = header.indexOf(name);
        int end = at < 0 ? -1 : header.indexOf(',', at);
        return at < 0
                ? ""
                : header.substring(at + name.length(), end < 0 ? header.length() : end).strip();
    }

    /// Whether it was made for this request, with this key, not long ago.
    boolean good(Request request, Right right, Instant now) {
        boolean whole =
                SIGNED.stream()
                        .filter(name -> request.headers().containsKey(name))
                        .allMatch(signed::contains);
        String time = request.header("x-amz-date");
        if (!whole || !fresh(time, now) || !scope.startsWith(time.substring(0, 8) + "/")) {
            return false;
        }
        String said = request.header("x-amz-content-sha256");
        if (!said.isEmpty() && !said.equals(hex(sha256(request.body())))) {
            return false;
        }
        return MessageDigest.isEqual(
                digits(request, right.signingKey(scope)).getBytes(StandardCharsets.US_ASCII),
                digits.getBytes(StandardCharsets.US_ASCII));
    }

    /// Those that this request has with that key.
    String digits(Request request, SecretKeySpec signingKey) {
        String hash = hex(sha256(request.body()));
        String text =
                String.join(
                        "\n",
                        ALGORITHM,
                        request.header("x-amz-date"),
                        scope,
                        hex(sha256(canonical(request, hash).getBytes(StandardCharsets.UTF_8))));
        return hex(mac(signingKey, text));
    }

    /// Of a day, a region and a service.
    static SecretKeySpec signingKey(String secret, String scope) {
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = mac(new SecretKeySpec(key, HMAC), part);
        }
        return new SecretKeySpec(key, HMAC);
    }

    private static boolean fresh(String time, Instant now) {
        try {
            Instant at = LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC);
            return Duration.between(at, now).abs().compareTo(FRESH) < 0;
        } catch (DateTimeException _) {
            return false;
        }
    }

    private String canonical(Request request, String hash) {
        int mark = request.path().indexOf('?');
        String path = mark < 0 ? request.path() : request.path().substring(0, mark);
        String query = mark < 0 ? "" : request.path().substring(mark + 1);
        String headers =
                signed.stream()
                        .map(name -> name + ":" + request.header(name).replaceAll(" +", " ") + "\n")
                        .collect(Collectors.joining());
        return String.join(
                "\n",
                request.method(),
                encoded(path),
                sorted(query),
                headers,
                String.join(";", signed),
                hash);
    }

    /// Each part once more, as for every service but S3.
    private static String encoded(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(
                        part ->
                                URLEncoder.encode(part, StandardCharsets.UTF_8)
                                        .replace("+", "%20")
                                        .replace("*", "%2A")
                                        .replace("%7E", "~"))
                .collect(Collectors.joining("/"));
    }

    private static String sorted(String query) {
        return query.isEmpty()
                ? ""
                : Arrays.stream(query.split("&", -1))
                        .map(it -> it.contains("=") ? it : it + "=")
                        .sorted()
                        .collect(Collectors.joining("&"));
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
