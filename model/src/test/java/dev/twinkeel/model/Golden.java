package dev.twinkeel.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Committed files that are made from the code. `make golden` writes them anew.
final class Golden {
    private Golden() {}

    /// @param path from the module's folder
    static void hold(String path, String made) throws IOException {
        Path file = Path.of(System.getProperty("basedir", ".")).resolve(path).normalize();
        if ("write".equals(System.getProperty("twinkeel.golden"))) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, made);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("%s is not what the code makes; `make golden` rewrites it", file)
                .isEqualTo(made);
    }
}
