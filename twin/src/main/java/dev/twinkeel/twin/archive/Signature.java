package dev.twinkeel.twin.archive;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// AWS Signature Version 4 in a header, for a request without a signed payload (AWS:
/// *Authenticating Requests: Using the Authorization Header*).
///
/// @param region as the store knows it
record Signature(String keyId, String secret, String region) {
    static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final String SIGNED_HEADERS = "host;x-amz-content-sha256;x-amz-date";

    /// @param host with the port
    /// @param query sorted and encoded
    /// @param stamp `20260102T030405Z`, as in the header `x-amz-date`
    String of(String method, String host, String path, String query, String stamp) {
        String request =
                String.join(
                        "\n",
                        method,
                        path,
                        query,
                        "host:" + host,
                        "x-amz-content-sha256:" + UNSIGNED,
                        "x-amz-date:" + stamp,
                        "",
                        SIGNED_HEADERS,
                        UNSIGNED);
        String scope = stamp.substring(0, 8) + "/" + region + "/s3/aws4_request";
        String text = String.join("\n", "AWS4-HMAC-SHA256", stamp, scope, hex(digest(request)));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = mac(key, part);
        }
        return "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(keyId, scope, SIGNED_HEADERS, hex(mac(key, text)));
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
