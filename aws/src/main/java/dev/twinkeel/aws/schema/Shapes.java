package dev.twinkeel.aws.schema;

import dev.twinkeel.aws.schema.Schema.Attribute;
import dev.twinkeel.aws.schema.Schema.Block;
import dev.twinkeel.aws.schema.Schema.Nested;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Holds a body against the shape that it must have: arguments, their types, blocks and how many.
final class Shapes {
    /// What every resource accepts besides its own arguments.
    static final Set<String> META =
            Set.of(
                    "count",
                    "for_each",
                    "provider",
                    "depends_on",
                    "lifecycle",
                    "connection",
                    "provisioner");

    private final Findings findings;
    private final Typing typing;

    Shapes(Findings findings, Typing typing) {
        this.findings = findings;
        this.typing = typing;
    }

    void check(Body body, At at, Block shape, Scope scope, String path, Set<String> besides) {
        for (Body.Argument it : body.arguments()) {
            if (!besides.contains(it.name())) {
                argument(it, shape, scope, path);
            }
        }
        shape.attributes()
                .forEach(
                        (name, attribute) -> {
                            if (attribute.required() && body.argument(name).isEmpty()) {
                                findings.add(
                                        scope.file(),
                                        at,
                                        path,
                                        name,
                                        name + " is missing",
                                        "set " + name);
                            }
                        });
        blocks(body, at, shape, scope, path, besides);
    }

    private void argument(Body.Argument it, Block shape, Scope scope, String path) {
        Attribute attribute = shape.attributes().get(it.name());
        String where = path + "." + it.name();
        if (attribute == null) {
            typing.of(it.value(), scope);
            if (shape.blocks().containsKey(it.name())) {
                findings.add(
                        scope.file(),
                        it.at(),
                        where,
                        it.name(),
                        "it is a block, not an argument",
                        "write " + it.name() + " { … } without =");
            } else {
                unknown(it.name(), it.at(), shape, scope, path);
            }
            return;
        }
        boolean nothing =
                it.value() instanceof Expression.Literal literal && literal.value() == null;
        if (!attribute.settable() && !nothing) {
            findings.add(
                    scope.file(),
                    it.at(),
                    where,
                    it.name(),
                    "AWS decides it; it cannot be set",
                    "remove it");
        }
        typing.expect(it.value(), attribute.type(), scope, where);
        if (attribute.required() && nothing) {
            findings.add(
                    scope.file(),
                    it.at(),
                    where,
                    "null",
                    it.name() + " is required",
                    "give a value");
        }
    }

    private void unknown(String name, At at, Block shape, Scope scope, String path) {
        Set<String> known = new TreeSet<>(shape.blocks().keySet());
        shape.attributes()
                .forEach(
                        (one, it) -> {
                            if (it.settable()) {
                                known.add(one);
                            }
                        });
        findings.unknown(scope.file(), at, path, name, "nothing is called so here", known);
    }

    private void blocks(
            Body body, At at, Block shape, Scope scope, String path, Set<String> besides) {
        Map<String, Integer> seen = new HashMap<>();
        Set<String> dynamic = new TreeSet<>();
        for (Body.Block it : body.blocks()) {
            if (it.type().equals("dynamic") && it.labels().size() == 1) {
                dynamic.add(it.label(0));
                dynamic(it, shape, scope, path);
            } else if (!besides.contains(it.type())) {
                seen.merge(it.type(), 1, Integer::sum);
                nested(it.type(), it.body(), it.at(), shape, scope, path);
            }
        }
        shape.blocks()
                .forEach(
                        (name, it) -> {
                            int count = seen.getOrDefault(name, 0);
                            if (count < it.min() && !dynamic.contains(name)) {
                                findings.add(
                                        scope.file(),
                                        at,
                                        path,
                                        name,
                                        "the block " + name + " is missing",
                                        "add " + name + " { … }");
                            }
                            if (it.max() > 0 && count > it.max()) {
                                findings.add(
                                        scope.file(),
                                        at,
                                        path,
                                        name,
                                        "%d blocks %s stand here".formatted(count, name),
                                        "keep at most " + it.max());
                            }
                        });
    }

    private void nested(String name, Body body, At at, Block shape, Scope scope, String path) {
        Nested nested = shape.blocks().get(name);
        if (nested != null) {
            check(body, at, nested.block(), scope, path + "." + name, Set.of());
            return;
        }
        if (shape.attributes().containsKey(name)) {
            findings.add(
                    scope.file(),
                    at,
                    path,
                    name,
                    "it is an argument, not a block",
                    "write " + name + " = …");
        } else {
            unknown(name, at, shape, scope, path);
        }
    }

    private void dynamic(Body.Block it, Block shape, Scope scope, String path) {
        String name = it.label(0);
        Type in = Types.ANY;
        var all = it.body().argument("for_each");
        if (all.isPresent()) {
            in = typing.of(all.get().value(), scope);
            if (in.primitive()) {
                findings.add(
                        scope.file(),
                        all.get().at(),
                        path,
                        "for_each",
                        "a " + in + " cannot be gone through",
                        "give a list, a set or a map");
            }
        } else {
            findings.add(scope.file(), it.at(), path, name, "for_each is missing", "set for_each");
        }
        String iterator =
                it.body()
                        .argument("iterator")
                        .map(one -> Traversal.of(one.value()).name())
                        .filter(one -> !one.isEmpty())
                        .orElse(name);
        Type variable =
                new Type.Structure(Map.of("key", Types.ANY, "value", in.element()), Set.of());
        Scope inner = scope.with(iterator, variable);
        var contents = it.body().blocks("content").toList();
        if (contents.size() != 1) {
            findings.add(
                    scope.file(),
                    it.at(),
                    path,
                    name,
                    "it has %d content blocks".formatted(contents.size()),
                    "write exactly one content { … }");
        }
        contents.forEach(one -> nested(name, one.body(), one.at(), shape, inner, path));
    }
}
