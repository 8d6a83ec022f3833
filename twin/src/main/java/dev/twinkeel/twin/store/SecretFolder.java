package dev.twinkeel.twin.store;

import java.nio.file.Path;

/// Where the secrets of one pod are put, of which nobody else has the files. It is gone when the
/// pod has ended.
public interface SecretFolder {
    /// Writes a file that only its owner can read, replacing it in one step.
    Path file(String name, String text);
}
