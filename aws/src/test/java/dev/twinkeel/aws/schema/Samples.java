package dev.twinkeel.aws.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// A small configuration with everything in it that configurations have.
final class Samples {
    private Samples() {}

    static Map<String, String> files() {
        try {
            return read(Path.of(Samples.class.getResource("sample").toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("find the sample", e);
        }
    }

    static Map<String, String> read(Path folder) {
        Map<String, String> files = new TreeMap<>();
        try (var all = Files.walk(folder)) {
            for (Path it : all.filter(Files::isRegularFile).toList()) {
                files.put(
                        folder.relativize(it).toString().replace('\\', '/'), Files.readString(it));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("read " + folder, e);
        }
        return files;
    }
}
