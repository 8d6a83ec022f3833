package dev.twinkeel.twin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What of AWS Signature Version 4 is the same for every request that one key signs for one service
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html).
///
/// The queues' front checks such signatures by arithmetic of its own: it stands in the process of
/// an engine, whose class path never meets this one. Immutable.
public final class AwsSigning {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final String id;
    private final String secret;
    private final String region;
    private final String service;

    /// @param id public half of the key
    /// @param service `s3`, `dynamodb` or `sqs`
    public AwsSigning(String id, String secret, String region, String service) {
        this.id = id;
        this.secret = secret;
        this.region = region;
        this.service = service;
    }

    /// As in the header `x-amz-date`: `20260102T030405Z`.
    public static String stamp(Instant at) {
        return STAMP.format(at);
    }

    /// Hexadecimal SHA-256.
    public static String hash(byte[] bytes) {
        try {
            return hex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// The header `authorization`.
    ///
    /// @param names of the signed headers, sorted, with semicolons between
    /// @param request in its canonical form
    public String authorization(String stamp, String names, String request) {
        String scope = String.join("/", stamp.substring(0, 8), region, service, "aws4_request");
        String hash = hash(request.getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = mac(key, part);
        }
        String digits = hex(mac(key, String.join("\n", ALGORITHM, stamp, scope, hash)));
        return "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(ALGORITHM, id, scope, names, digits);
    }

    private static byte[] mac(byte[] key, String text) {
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
