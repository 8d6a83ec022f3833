package dev.twinkeel.model;

/// Something that works, but probably not as meant.
///
/// @param line from 1; of the nearest key that is written in the file
/// @param path of keys, `objectives.region.rto`
public record Warning(
        String file, int line, int column, String path, String message, String remedy) {

    @Override
    public String toString() {
        return "%s:%d:%d: %s: %s; %s".formatted(file, line, column, path, message, remedy);
    }
}
