package dev.twinkeel.aws.schema;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// `aws_subnet.this["a"].id` taken apart: where it begins, and the steps from there.
///
/// @param root a name, or any other expression
/// @param steps members and indexes, first to last
record Traversal(Expression root, List<Expression> steps) {
    static Traversal of(Expression expression) {
        Deque<Expression> steps = new ArrayDeque<>();
        Expression it = expression;
        while (true) {
            switch (it) {
                case Expression.Member member -> {
                    steps.addFirst(member);
                    it = member.of();
                }
                case Expression.Index index -> {
                    steps.addFirst(index);
                    it = index.of();
                }
                case Expression.Splat splat -> {
                    steps.addFirst(splat);
                    it = splat.of();
                }
                case Expression.Literal _,
                        Expression.Template _,
                        Expression.Name _,
                        Expression.Call _,
                        Expression.Items _,
                        Expression.Entries _,
                        Expression.For _,
                        Expression.Choice _,
                        Expression.Operation _,
                        Expression.Unary _ -> {
                    return new Traversal(it, List.copyOf(new ArrayList<>(steps)));
                }
            }
        }
    }

    /// The name it begins with, or nothing.
    String name() {
        return root instanceof Expression.Name name ? name.name() : "";
    }

    /// The name of a step, or nothing.
    String member(int index) {
        return index < steps.size() && steps.get(index) instanceof Expression.Member member
                ? member.name()
                : "";
    }

    List<Expression> from(int index) {
        return index >= steps.size() ? List.of() : steps.subList(index, steps.size());
    }

    /// As it is written, up to the first step that is no name.
    String text() {
        var text = new StringBuilder(name());
        for (int i = 0; i < steps.size() && !member(i).isEmpty(); i++) {
            text.append('.').append(member(i));
        }
        return text.toString();
    }
}
