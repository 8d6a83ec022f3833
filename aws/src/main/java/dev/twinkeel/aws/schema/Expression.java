package dev.twinkeel.aws.schema;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An expression of HashiCorp's configuration language.
sealed interface Expression {
    /// Where it begins.
    At at();

    /// @param value a string, a number as `BigDecimal`, a boolean, or null
    record Literal(At at, @Nullable Object value) implements Expression {}

    /// Text with expressions in it.
    record Template(At at, List<Expression> parts) implements Expression {}

    /// What a reference begins with; `*` stands for each element of a splat.
    record Name(At at, String name) implements Expression {}

    record Member(At at, Expression of, String name) implements Expression {}

    record Index(At at, Expression of, Expression key) implements Expression {}

    /// @param each what is taken from each element
    record Splat(At at, Expression of, Expression each) implements Expression {}

    /// @param spread the last argument is a list of arguments
    record Call(At at, String name, List<Expression> arguments, boolean spread)
            implements Expression {}

    record Items(At at, List<Expression> items) implements Expression {}

    record Entry(Expression key, Expression value) {}

    record Entries(At at, List<Entry> entries) implements Expression {}

    /// @param key the first of two names, or null
    /// @param newKey what makes the result an object, or null
    record For(
            At at,
            @Nullable String key,
            String value,
            Expression in,
            @Nullable Expression newKey,
            Expression result,
            @Nullable Expression condition,
            boolean grouped)
            implements Expression {}

    record Choice(At at, Expression test, Expression then, Expression otherwise)
            implements Expression {}

    record Operation(At at, String operator, Expression left, Expression right)
            implements Expression {}

    record Unary(At at, String operator, Expression of) implements Expression {}

    /// What it is made of, one level down.
    default List<Expression> parts() {
        return switch (this) {
            case Literal it -> List.of();
            case Name it -> List.of();
            case Template it -> it.parts();
            case Member it -> List.of(it.of());
            case Index it -> List.of(it.of(), it.key());
            case Splat it -> List.of(it.of(), it.each());
            case Call it -> it.arguments();
            case Items it -> it.items();
            case Entries it ->
                    it.entries().stream()
                            .flatMap(e -> List.of(e.key(), e.value()).stream())
                            .toList();
            case For it -> {
                List<Expression> all = new ArrayList<>(List.of(it.in(), it.result()));
                if (it.newKey() != null) {
                    all.add(it.newKey());
                }
                if (it.condition() != null) {
                    all.add(it.condition());
                }
                yield all;
            }
            case Choice it -> List.of(it.test(), it.then(), it.otherwise());
            case Operation it -> List.of(it.left(), it.right());
            case Unary it -> List.of(it.of());
        };
    }
}
