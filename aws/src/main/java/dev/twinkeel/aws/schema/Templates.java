package dev.twinkeel.aws.schema;

import dev.twinkeel.aws.schema.Expression.Choice;
import dev.twinkeel.aws.schema.Expression.For;
import dev.twinkeel.aws.schema.Expression.Literal;
import dev.twinkeel.aws.schema.Expression.Template;
import java.util.ArrayList;
import java.util.List;

/// Reads text with expressions and directives in it. Not for several threads.
final class Templates {
    private final Characters text;
    private final Expressions expressions;

    Templates(Characters text, Expressions expressions) {
        this.text = text;
        this.expressions = expressions;
    }

    /// After the opening quote, until after the closing one.
    Expression quoted(At at) {
        Expression result = template(at, true);
        if (!text.take("\"")) {
            throw new Malformed(at, "\"", "the text does not end in its line", "close it with \"");
        }
        return result;
    }

    /// From `<<` until after the closing word.
    Expression heredoc(At at) {
        text.skip(2);
        boolean flush = text.take("-");
        String word = text.name();
        if (word.isEmpty() || !text.restOfLine().isEmpty()) {
            throw new Malformed(
                    at, "<<", "the text has no closing word", "write <<-EOT and a new line");
        }
        text.skip(1);
        int end = text.lineOf(word);
        if (end < 0) {
            throw new Malformed(
                    at, word, "no line holds only " + word, "end the text with " + word);
        }
        int before = text.limit(end);
        Expression result = template(at, false);
        if (!text.end()) {
            throw new Malformed(text.at(), "%{", "this directive opens nothing", "remove it");
        }
        text.limit(before);
        text.blanks(false);
        text.skip(word.length());
        return flush ? unindented(result) : result;
    }

    /// What stands before every line is layout, not text.
    private static Expression unindented(Expression it) {
        return it instanceof Literal literal && literal.value() instanceof String lines
                ? new Literal(literal.at(), lines.stripIndent())
                : it;
    }

    private Expression template(At at, boolean quoted) {
        List<Expression> parts = parts(quoted);
        if (parts.isEmpty()) {
            return new Literal(at, "");
        }
        if (parts.size() == 1
                && parts.getFirst() instanceof Literal only
                && only.value() instanceof String) {
            return new Literal(at, only.value());
        }
        return new Template(at, parts);
    }

    private List<Expression> parts(boolean quoted) {
        List<Expression> parts = new ArrayList<>();
        var words = new StringBuilder();
        At start = text.at();
        while (!text.end() && !(quoted && (text.peek() == '"' || text.peek() == '\n'))) {
            if (text.take("$${")) {
                words.append("${");
            } else if (text.take("%%{")) {
                words.append("%{");
            } else if (text.sees("${")) {
                start = flush(parts, words, start);
                parts.add(interpolation());
            } else if (text.sees("%{")) {
                if (closes()) {
                    break;
                }
                start = flush(parts, words, start);
                parts.add(directive(quoted));
            } else if (quoted && text.peek() == '\\') {
                words.append(escaped());
            } else {
                words.append(text.next());
            }
        }
        flush(parts, words, start);
        return List.copyOf(parts);
    }

    private At flush(List<Expression> parts, StringBuilder words, At start) {
        if (!words.isEmpty()) {
            parts.add(new Literal(start, words.toString()));
            words.setLength(0);
        }
        return text.at();
    }

    private Expression interpolation() {
        At at = text.at();
        text.skip(2);
        text.take("~");
        Expression inner = expressions.enclosedExpression();
        text.take("~");
        if (!text.take("}")) {
            throw new Malformed(at, "${", "${ does not end", "close it with }");
        }
        return inner;
    }

    /// The word of the directive that begins here.
    private boolean closes() {
        int from = text.position() + 2;
        String rest =
                text.between(from, Math.min(from + 12, from + remaining()))
                        .replace("~", "")
                        .strip();
        return rest.startsWith("else") || rest.startsWith("endif") || rest.startsWith("endfor");
    }

    private int remaining() {
        int before = text.limit(Integer.MAX_VALUE);
        text.limit(before);
        return Math.max(0, Math.min(12, before - text.position() - 2));
    }

    private Expression directive(boolean quoted) {
        At at = text.at();
        String word = open();
        if (word.equals("if")) {
            Expression test = expressions.enclosedExpression();
            close(at);
            Expression then = new Template(at, parts(quoted));
            Expression otherwise = new Literal(at, "");
            String next = open();
            if (next.equals("else")) {
                close(at);
                otherwise = new Template(at, parts(quoted));
                next = open();
            }
            ends(next, "endif", at);
            return new Choice(at, test, then, otherwise);
        }
        if (word.equals("for")) {
            return loop(at, quoted);
        }
        throw new Malformed(
                at, word, "no directive is called so", "write if, for, or $${ for text");
    }

    private Expression loop(At at, boolean quoted) {
        text.blanks(true);
        String key = null;
        String value = text.name();
        text.blanks(true);
        if (text.take(",")) {
            text.blanks(true);
            key = value;
            value = text.name();
            text.blanks(true);
        }
        if (!text.take("in")) {
            throw new Malformed(at, "for", "a for needs in", "write for NAME in LIST");
        }
        Expression in = expressions.enclosedExpression();
        close(at);
        Expression result = new Template(at, parts(quoted));
        ends(open(), "endfor", at);
        Expression.For loop = new For(at, key, value, in, null, result, null, false);
        return new Expression.Call(at, "join", List.of(new Literal(at, ""), loop), false);
    }

    private String open() {
        text.skip(2);
        text.take("~");
        text.blanks(true);
        return text.name();
    }

    private void ends(String word, String wanted, At at) {
        if (!word.equals(wanted)) {
            throw new Malformed(
                    at, word, "the directive does not end", "close it with %{ " + wanted + " }");
        }
        close(at);
    }

    private void close(At at) {
        text.blanks(true);
        text.take("~");
        if (!text.take("}")) {
            throw new Malformed(at, "%{", "%{ does not end", "close it with }");
        }
    }

    private String escaped() {
        At at = text.at();
        text.next();
        char it = text.end() ? '\0' : text.next();
        return switch (it) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case '"' -> "\"";
            case '\\' -> "\\";
            case 'u' -> code(4, at);
            case 'U' -> code(8, at);
            default ->
                    throw new Malformed(
                            at, "\\" + it, "no escape is written so", "write \\\\ for a backslash");
        };
    }

    private String code(int digits, At at) {
        int from = text.position();
        text.skip(digits);
        try {
            return Character.toString(Integer.parseInt(text.between(from, text.position()), 16));
        } catch (IllegalArgumentException e) {
            throw new Malformed(
                    at, "\\u", "the character's number is not hexadecimal", "write four digits");
        }
    }
}
