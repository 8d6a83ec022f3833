package dev.twinkeel.model;

import java.util.Optional;

/// One thing that is wrong in the file.
///
/// @param line from 1
/// @param column from 1
/// @param path of keys, `services.orders.replica`; empty for the file as a whole
/// @param value what is written there
/// @param fault what is wrong with it
/// @param expected what should be there instead
/// @param nearest the right word that is most like the written one
public record Problem(
        String file,
        int line,
        int column,
        String path,
        String value,
        String fault,
        String expected,
        Optional<String> nearest) {

    /// One line, which editors and terminals open at the place.
    @Override
    public String toString() {
        var text = new StringBuilder();
        text.append(file).append(':').append(line).append(':').append(column).append(": ");
        if (!path.isEmpty()) {
            text.append(path).append(": ");
        }
        text.append(fault).append("; ").append(expected);
        nearest.ifPresent(word -> text.append("; did you mean \"").append(word).append("\"?"));
        return text.toString();
    }
}
