package dev.twinkeel.aws.proof;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.ApplicationFile;
import dev.twinkeel.model.Parsed;
import java.nio.file.Path;

/// Reads an application's file.
final class Applications {
    private Applications() {}

    static Application read(Path file) {
        return switch (ApplicationFile.parse(file.toString(), Copy.read(file))) {
            case Parsed.Valid valid -> valid.application();
            case Parsed.Invalid invalid ->
                    throw new IllegalStateException(
                            "read " + file + ": correct it first: " + invalid.problems());
        };
    }
}
