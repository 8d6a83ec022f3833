package dev.twinkeel.aws.schema;

import dev.twinkeel.aws.schema.Expression.Literal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads a file of HashiCorp's configuration language. Only positions and shapes: what names mean
/// is not known here.
final class Parser {
    /// Deeper than anybody writes; a hostile file must not fill the stack.
    private static final int DEPTH_MAX = 100;

    private final String file;
    private final Characters text;
    private final Expressions expressions;
    private int depth;

    private Parser(String file, String text) {
        this.file = file;
        this.text = new Characters(text);
        this.expressions = new Expressions(this.text);
    }

    /// @throws Malformed where the text stops making sense
    static Body parse(String file, String text) {
        var parser = new Parser(file, text);
        Body body = parser.body(new At(1, 1));
        if (!parser.text.end()) {
            throw new Malformed(
                    parser.text.at(), "}", "a brace closes nothing", "remove it, or open one");
        }
        return body;
    }

    private Body body(At at) {
        List<Body.Argument> arguments = new ArrayList<>();
        List<Body.Block> blocks = new ArrayList<>();
        Map<String, At> seen = new HashMap<>();
        while (true) {
            text.blanks(true);
            if (text.end() || text.peek() == '}') {
                return new Body(file, at, List.copyOf(arguments), List.copyOf(blocks));
            }
            At start = text.at();
            String name = text.name();
            if (name.isEmpty()) {
                throw new Malformed(
                        start,
                        String.valueOf(text.peek()),
                        "here an argument or a block must begin",
                        "write a name");
            }
            text.blanks(false);
            if (text.peek() == '=' && !text.sees("==")) {
                text.next();
                At before = seen.putIfAbsent(name, start);
                if (before != null) {
                    throw new Malformed(
                            start,
                            name,
                            name + " is set already at line " + before.line(),
                            "keep one of them");
                }
                arguments.add(new Body.Argument(name, start, expressions.expression()));
                lineEnd(name);
            } else {
                blocks.add(block(name, start));
            }
        }
    }

    private Body.Block block(String type, At start) {
        List<String> labels = new ArrayList<>();
        text.blanks(false);
        while (text.peek() != '{') {
            At at = text.at();
            if (text.peek() == '"') {
                if (expressions.string() instanceof Literal literal
                        && literal.value() instanceof String label) {
                    labels.add(label);
                } else {
                    throw new Malformed(at, type, "a label is not plain text", "write its text");
                }
            } else {
                String label = text.name();
                if (label.isEmpty()) {
                    throw new Malformed(
                            at,
                            type,
                            "after " + type + " neither = nor { is found",
                            "write " + type + " = VALUE, or " + type + " { … }");
                }
                labels.add(label);
            }
            text.blanks(false);
        }
        At open = text.at();
        text.next();
        if (++depth > DEPTH_MAX) {
            throw new Malformed(open, type, "blocks are too deep in each other", "split it");
        }
        Body body = body(open);
        depth--;
        if (!text.take("}")) {
            throw new Malformed(
                    open, "{", "the block " + type + " does not end", "close it with }");
        }
        lineEnd(type);
        return new Body.Block(type, List.copyOf(labels), start, body);
    }

    private void lineEnd(String after) {
        text.blanks(false);
        if (!text.end() && text.peek() != '\n' && text.peek() != '}') {
            throw new Malformed(
                    text.at(),
                    String.valueOf(text.peek()),
                    "the line goes on after " + after,
                    "begin a new line");
        }
    }
}
