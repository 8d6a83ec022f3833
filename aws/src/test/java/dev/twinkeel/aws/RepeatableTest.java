package dev.twinkeel.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.aws.kubernetes.Applications;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The same file gives the same bytes, in another process too: sets and maps of Java have another
/// order in each.
final class RepeatableTest {
    private static final int PROCESSES = 3;

    @Test
    void everyProcessRendersTheSameBytes() throws Exception {
        Set<String> said = new HashSet<>();
        for (int i = 0; i < PROCESSES; i++) {
            said.add(child());
        }
        said.add(digests());

        assertThat(said).hasSize(1);
    }

    /// What another process says.
    private static String child() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                RepeatableTest.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.strip();
    }

    public static void main(String[] args) throws NoSuchAlgorithmException {
        System.out.println(digests());
    }

    private static String digests() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String example : List.of("storefront", "analytics", "guestbook")) {
            OnAws.render(Applications.example(example))
                    .files()
                    .forEach(
                            (path, text) ->
                                    digest.update(
                                            (path + "\n" + text).getBytes(StandardCharsets.UTF_8)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
