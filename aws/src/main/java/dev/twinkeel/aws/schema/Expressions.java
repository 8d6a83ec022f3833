package dev.twinkeel.aws.schema;

import dev.twinkeel.aws.schema.Expression.Call;
import dev.twinkeel.aws.schema.Expression.Choice;
import dev.twinkeel.aws.schema.Expression.Entries;
import dev.twinkeel.aws.schema.Expression.Entry;
import dev.twinkeel.aws.schema.Expression.Index;
import dev.twinkeel.aws.schema.Expression.Items;
import dev.twinkeel.aws.schema.Expression.Literal;
import dev.twinkeel.aws.schema.Expression.Member;
import dev.twinkeel.aws.schema.Expression.Name;
import dev.twinkeel.aws.schema.Expression.Operation;
import dev.twinkeel.aws.schema.Expression.Splat;
import dev.twinkeel.aws.schema.Expression.Unary;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// Reads expressions, by precedence. Not for several threads.
final class Expressions {
    private static final int DEPTH_MAX = 150;

    /// From what binds least to what binds most.
    private static final List<List<String>> OPERATORS =
            List.of(
                    List.of("||"),
                    List.of("&&"),
                    List.of("==", "!="),
                    List.of(">=", "<=", ">", "<"),
                    List.of("+", "-"),
                    List.of("*", "/", "%"));

    private final Characters text;
    private final Templates templates;

    /// Within parentheses and brackets, line ends mean nothing.
    private int enclosed;

    private int depth;

    Expressions(Characters text) {
        this.text = text;
        this.templates = new Templates(text, this);
    }

    Expression expression() {
        if (++depth > DEPTH_MAX) {
            throw new Malformed(
                    text.at(), "", "the expression is too deep", "split it with locals");
        }
        Expression test = operation(0);
        blanks();
        if (text.peek() == '?') {
            text.next();
            Expression then = expression();
            blanks();
            expect(":", "a choice needs both values");
            test = new Choice(test.at(), test, then, expression());
        }
        depth--;
        return test;
    }

    /// An expression inside `${ }`.
    Expression enclosedExpression() {
        enclosed++;
        Expression result = expression();
        blanks();
        enclosed--;
        return result;
    }

    /// A text in quotes.
    Expression string() {
        At at = text.at();
        text.next();
        return templates.quoted(at);
    }

    void blanks() {
        text.blanks(enclosed > 0);
    }

    private Expression operation(int level) {
        if (level == OPERATORS.size()) {
            return unary();
        }
        Expression left = operation(level + 1);
        while (true) {
            blanks();
            String operator = operator(level);
            if (operator.isEmpty()) {
                return left;
            }
            text.skip(operator.length());
            left = new Operation(left.at(), operator, left, operation(level + 1));
        }
    }

    private String operator(int level) {
        for (String it : OPERATORS.get(level)) {
            if (text.sees(it) && !text.sees("=>") && !(it.equals("/") && text.sees("//"))) {
                return it;
            }
        }
        return "";
    }

    private Expression unary() {
        blanks();
        At at = text.at();
        if (text.peek() == '-' || text.peek() == '!') {
            String operator = String.valueOf(text.next());
            return new Unary(at, operator, unary());
        }
        return traversal(term());
    }

    private Expression traversal(Expression start) {
        Expression result = start;
        while (true) {
            At at = text.at();
            if (text.sees("...") || text.end()) {
                return result;
            } else if (text.sees("[*]")) {
                text.skip(3);
                return new Splat(at, result, traversal(new Name(at, "*")));
            } else if (text.sees(".*")) {
                text.skip(2);
                return new Splat(at, result, members(new Name(at, "*")));
            } else if (text.peek() == '.') {
                text.next();
                result = member(result, at);
            } else if (text.peek() == '[') {
                text.next();
                Expression key = enclosedExpression();
                closed("]", at, "[");
                result = new Index(at, result, key);
            } else {
                return result;
            }
        }
    }

    private Expression members(Expression start) {
        Expression result = start;
        while (text.peek() == '.') {
            At at = text.at();
            text.next();
            result = member(result, at);
        }
        return result;
    }

    private Expression member(Expression of, At at) {
        if (Character.isDigit(text.peek())) {
            var digits = new StringBuilder();
            while (Character.isDigit(text.peek())) {
                digits.append(text.next());
            }
            return new Index(at, of, new Literal(at, new BigDecimal(digits.toString())));
        }
        String name = text.name();
        if (name.isEmpty()) {
            throw new Malformed(at, ".", "no name follows the dot", "write the attribute's name");
        }
        return new Member(at, of, name);
    }

    private Expression term() {
        At at = text.at();
        char first = text.peek();
        if (Character.isDigit(first)) {
            return new Literal(at, new BigDecimal(text.number()));
        }
        return switch (first) {
            case '"' -> string();
            case '(' -> parenthesised(at);
            case '[' -> items(at);
            case '{' -> entries(at);
            default -> text.sees("<<") ? templates.heredoc(at) : named(at);
        };
    }

    private Expression parenthesised(At at) {
        text.next();
        Expression inner = enclosedExpression();
        closed(")", at, "(");
        return inner;
    }

    private Expression named(At at) {
        String name = text.name();
        if (name.isEmpty()) {
            throw new Malformed(
                    at,
                    text.end() ? "" : String.valueOf(text.peek()),
                    "here a value is missing",
                    "write an expression");
        }
        return switch (name) {
            case "true", "false" -> new Literal(at, Boolean.valueOf(name));
            case "null" -> new Literal(at, null);
            default -> nameOrCall(at, name);
        };
    }

    private Expression nameOrCall(At at, String first) {
        String name = first;
        // Functions of providers have names with colons.
        while (text.take("::")) {
            name = name + "::" + text.name();
        }
        text.blanks(false);
        return text.peek() == '(' ? call(at, name) : new Name(at, name);
    }

    private Expression call(At at, String name) {
        text.next();
        enclosed++;
        List<Expression> arguments = new ArrayList<>();
        boolean spread = false;
        blanks();
        while (text.peek() != ')') {
            arguments.add(expression());
            blanks();
            if (text.take("...")) {
                spread = true;
                blanks();
            }
            if (text.peek() == ',') {
                text.next();
                blanks();
            } else if (text.peek() != ')') {
                throw new Malformed(at, name, name + "( does not end", "close it with )");
            }
        }
        text.next();
        enclosed--;
        return new Call(at, name, List.copyOf(arguments), spread);
    }

    private Expression items(At at) {
        text.next();
        enclosed++;
        blanks();
        if (isFor()) {
            Expression result = loop(at, false);
            closed("]", at, "[");
            enclosed--;
            return result;
        }
        List<Expression> items = new ArrayList<>();
        while (text.peek() != ']') {
            items.add(expression());
            blanks();
            if (text.peek() == ',') {
                text.next();
                blanks();
            } else if (text.peek() != ']') {
                throw new Malformed(
                        at, "[", "the list does not end", "put a comma, or close it with ]");
            }
        }
        text.next();
        enclosed--;
        return new Items(at, List.copyOf(items));
    }

    private Expression entries(At at) {
        text.next();
        text.blanks(true);
        int outer = enclosed;
        if (isFor()) {
            enclosed++;
            Expression result = loop(at, true);
            closed("}", at, "{");
            enclosed = outer;
            return result;
        }
        enclosed = 0;
        List<Entry> entries = new ArrayList<>();
        while (text.peek() != '}') {
            entries.add(entry(at));
            text.blanks(false);
            if (text.peek() == ',' || text.peek() == '\n') {
                text.next();
                text.blanks(true);
            } else if (text.peek() != '}') {
                throw new Malformed(
                        at, "{", "the object does not end", "begin a line, or close it with }");
            }
        }
        text.next();
        enclosed = outer;
        return new Entries(at, List.copyOf(entries));
    }

    private Entry entry(At object) {
        Expression key = expression();
        if (key instanceof Name bare) {
            key = new Literal(bare.at(), bare.name());
        }
        text.blanks(false);
        if (!text.take("=") && !text.take(":")) {
            throw new Malformed(
                    text.end() ? object : key.at(), "{", "a key has no value", "write KEY = VALUE");
        }
        return new Entry(key, expression());
    }

    private boolean isFor() {
        return text.sees("for ") || text.sees("for\n") || text.sees("for\t");
    }

    private Expression loop(At at, boolean object) {
        text.skip(3);
        blanks();
        String key = null;
        String value = text.name();
        blanks();
        if (text.take(",")) {
            blanks();
            key = value;
            value = text.name();
            blanks();
        }
        expect("in", "a for needs in");
        Expression in = expression();
        blanks();
        expect(":", "a for needs : and a result");
        Expression result = expression();
        Expression newKey = null;
        blanks();
        if (object) {
            expect("=>", "a for in braces needs KEY => VALUE");
            newKey = result;
            result = expression();
            blanks();
        }
        boolean grouped = text.take("...");
        blanks();
        Expression condition = null;
        if (text.sees("if")) {
            text.skip(2);
            condition = expression();
            blanks();
        }
        return new Expression.For(at, key, value, in, newKey, result, condition, grouped);
    }

    private void closed(String word, At open, String opening) {
        blanks();
        if (!text.take(word)) {
            throw new Malformed(open, opening, opening + " does not end", "close it with " + word);
        }
    }

    private void expect(String word, String fault) {
        if (!text.take(word)) {
            throw new Malformed(
                    text.at(), String.valueOf(text.peek()), fault, "write " + word + " here");
        }
    }
}
