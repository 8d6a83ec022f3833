package dev.twinkeel.stores.buckets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/// What AWS's clients send after an object's last byte may come late: in a packet of its own.
final class LateTailTest {
    private static final String KEY = "letter";
    private static final String PAYLOAD = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    /// Time for whoever would answer too early.
    private static final int LOOKS = 20;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /// The object, in a chunk.
    private static final String OBJECT = "5\r\nhello\r\n";

    /// What ends the chunks.
    private static final String TAIL = "0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";

    @TempDir Path folder;

    @Test
    void theConnectionGoesOnWhenTheEndOfARequestComesLate() throws Exception {
        try (Pair pair = new Pair(folder);
                S3Client client = pair.client(0)) {
            URI uri = pair.uri(0, KEY);
            try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
                socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
                BufferedReader answers =
                        new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), US_ASCII));
                for (int number = 0; number < 2; number++) {
                    int before = versions(client);
                    send(socket, head(uri) + OBJECT);
                    Pair.until("the object is there", () -> versions(client) > before);
                    for (int look = 0; look < LOOKS; look++) {
                        assertThat(versions(client)).isEqualTo(before + 1);
                        assertThat(socket.getInputStream().available()).as("answered").isZero();
                    }
                    send(socket, TAIL);

                    List<String> answer = answer(answers);
                    assertThat(answer.getFirst()).startsWith("HTTP/1.1 200 ");
                    assertThat(answer).noneMatch(it -> it.equalsIgnoreCase("connection: close"));
                }
            }
        }
    }

    private static int versions(S3Client client) {
        return client.listObjectVersions(it -> it.bucket(Pair.bucket(0)).prefix(KEY))
                .versions()
                .size();
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(US_ASCII));
        out.flush();
    }

    /// Its lines until the empty one. A closed connection has none.
    private static List<String> answer(BufferedReader in) throws IOException {
        List<String> lines = new ArrayList<>();
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
            lines.add(line);
            line = in.readLine();
        }
        assertThat(lines).as("the lines of an answer").isNotEmpty();
        return lines;
    }

    /// Signed as AWS signs it: Signature Version 4, in a header.
    private static String head(URI uri) throws GeneralSecurityException {
        String time =
                DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                        .withZone(ZoneOffset.UTC)
                        .format(Instant.now());
        Map<String, String> headers = new TreeMap<>();
        headers.put("content-encoding", "aws-chunked");
        headers.put("content-length", Integer.toString(OBJECT.length() + TAIL.length()));
        headers.put("host", uri.getAuthority());
        headers.put("x-amz-content-sha256", PAYLOAD);
        headers.put("x-amz-date", time);
        headers.put("x-amz-decoded-content-length", "5");
        headers.put("x-amz-trailer", "x-amz-checksum-crc32");
        String lines =
                headers.entrySet().stream()
                        .map(it -> it.getKey() + ":" + it.getValue() + "\n")
                        .collect(Collectors.joining());
        String names = String.join(";", headers.keySet());
        String asked = String.join("\n", "PUT", uri.getRawPath(), "", lines, names, PAYLOAD);
        String scope = time.substring(0, 8) + "/" + Pair.REGIONS.getFirst() + "/s3/aws4_request";
        String digest =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(asked.getBytes(US_ASCII)));
        byte[] key = ("AWS4" + Pair.SECRET).getBytes(US_ASCII);
        for (String part : scope.split("/", -1)) {
            key = mac(key, part);
        }
        String text = String.join("\n", "AWS4-HMAC-SHA256", time, scope, digest);
        return "PUT %s HTTP/1.1\r\n%sauthorization:AWS4-HMAC-SHA256 Credential=shop/%s, SignedHeaders=%s, Signature=%s\r\n\r\n"
                .formatted(
                        uri.getRawPath(),
                        lines.replace("\n", "\r\n"),
                        scope,
                        names,
                        HexFormat.of().formatHex(mac(key, text)));
    }

    private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(US_ASCII));
    }
}
