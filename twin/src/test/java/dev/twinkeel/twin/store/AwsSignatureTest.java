package dev.twinkeel.twin.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AwsSignatureTest {
    /// "Example: GET Object" of
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
    @Test
    void aRequestIsSignedAsInAwsOwnExample() {
        Map<String, String> headers =
                AwsSignature.headers(
                        URI.create("https://examplebucket.s3.amazonaws.com/test.txt"),
                        "s3",
                        "GET",
                        Map.of("range", "bytes=0-9"),
                        new byte[0],
                        new AwsAccess.Key(
                                "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                        Instant.parse("2013-05-24T00:00:00Z"));

        assertThat(headers.get("authorization"))
                .endsWith(
                        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
        assertThat(headers.get("authorization"))
                .contains("SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,");
    }
}
