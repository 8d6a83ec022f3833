package dev.twinkeel.twin.host;

import dev.twinkeel.model.ApplicationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Where the keys of an application's file stand in it, for messages.
///
/// @param file the application's file
record Spots(Path file) {
    /// The folder of the file, from which the file's own paths start.
    Path folder() {
        return file.toAbsolutePath().resolveSibling(".").normalize();
    }

    /// `twinkeel.yaml:7: services.web.run`
    String of(String... keys) {
        try {
            return ApplicationFile.where(file.toString(), Files.readString(file), List.of(keys));
        } catch (IOException _) {
            return file + ": " + String.join(".", keys);
        }
    }
}
