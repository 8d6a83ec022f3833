package dev.twinkeel.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Good files, and short ways to read text.
final class Samples {
    static final String FILE = "twinkeel.yaml";

    private Samples() {}

    static String text(String name) {
        try (var stream = Samples.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalArgumentException("read a sample: no resource " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException("read a sample: " + name, broken);
        }
    }

    static List<String> good() {
        return List.of(
                text("storefront.yaml"),
                text("every-key.yaml"),
                text("smallest.yaml"),
                Starter.text("shop"));
    }

    static Parsed.Valid valid(String text) {
        return switch (ApplicationFile.parse(FILE, text)) {
            case Parsed.Valid valid -> valid;
            case Parsed.Invalid(var problems) ->
                    throw new AssertionError("expected a valid file, but:\n" + lines(problems));
        };
    }

    static Application application(String text) {
        return valid(text).application();
    }

    /// The problems of a file as lines; none when it is valid.
    static List<String> problems(String text) {
        return switch (ApplicationFile.parse(FILE, text)) {
            case Parsed.Valid _ -> List.of();
            case Parsed.Invalid(var problems) -> problems.stream().map(Problem::toString).toList();
        };
    }

    private static String lines(List<Problem> problems) {
        return String.join("\n", problems.stream().map(Problem::toString).toList());
    }
}
