package dev.twinkeel.twin.store;

import java.nio.file.Path;
import java.util.function.Supplier;

/// Where the secrets of one pod are put, of which nobody else has the files. It is gone when the
/// pod has ended.
public interface SecretFolder {
    /// Writes a file that only its owner can read, replacing it in one step.
    ///
    /// @param text asked so that no rotation of what is in it comes between
    Path file(String name, Supplier<String> text);
}
