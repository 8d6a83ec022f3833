package dev.twinkeel.aws.schema;

import java.util.Map;
import java.util.Optional;

/// A file's text, and where in it something stands.
record Texts(String file, String text) {
    Texts(String file, Map<String, String> files) {
        this(file, files.getOrDefault(file, ""));
    }

    int offset(At at) {
        int from = 0;
        for (int line = 1; line < at.line(); line++) {
            from = text.indexOf('\n', from) + 1;
        }
        return from + at.column() - 1;
    }

    /// After the brace that closes the body.
    int endOfBlock(Body body) {
        int depth = 0;
        boolean quoted = false;
        for (int i = offset(body.at()); i < text.length(); i++) {
            char it = text.charAt(i);
            if (it == '"' && text.charAt(i - 1) != '\\') {
                quoted = !quoted;
            } else if (!quoted && it == '{') {
                depth++;
            } else if (!quoted && it == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return text.length();
    }

    /// The end of the argument that begins here, when it is one line.
    Optional<Integer> single(int from) {
        int end = text.indexOf('\n', from);
        String line = text.substring(from, end < 0 ? text.length() : end);
        int depth = 0;
        for (int i = 0; i < line.length(); i++) {
            char it = line.charAt(i);
            depth += "{[(".indexOf(it) >= 0 ? 1 : "}])".indexOf(it) >= 0 ? -1 : 0;
        }
        return depth == 0 && !line.contains("<<") && !line.endsWith("?")
                ? Optional.of(from + line.length())
                : Optional.empty();
    }
}
