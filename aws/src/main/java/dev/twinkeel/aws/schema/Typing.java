package dev.twinkeel.aws.schema;

import dev.twinkeel.aws.schema.Expression.Call;
import dev.twinkeel.aws.schema.Expression.Choice;
import dev.twinkeel.aws.schema.Expression.Entries;
import dev.twinkeel.aws.schema.Expression.For;
import dev.twinkeel.aws.schema.Expression.Items;
import dev.twinkeel.aws.schema.Expression.Literal;
import dev.twinkeel.aws.schema.Expression.Operation;
import dev.twinkeel.aws.schema.Expression.Template;
import dev.twinkeel.aws.schema.Expression.Unary;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The type of an expression, as far as it can be known; what cannot have one is a problem. Not for
/// several threads.
final class Typing {
    private final Findings findings;
    private final References references;

    Typing(Folders folders, Schema schema, Findings findings) {
        this.findings = findings;
        this.references = new References(folders, schema, findings, this);
    }

    /// One that tells nothing, also not of what it looks up.
    static Typing quiet(Folders folders, Schema schema) {
        var typing = new Typing(folders, schema, Findings.silent());
        typing.references.quiet(typing);
        return typing;
    }

    Type of(Expression expression, Scope scope) {
        return switch (expression) {
            case Literal it -> literal(it);
            case Template it -> template(it, scope);
            case Expression.Name _, Expression.Member _, Expression.Index _, Expression.Splat _ ->
                    references.of(Traversal.of(expression), expression, scope);
            case Call it -> call(it, scope);
            case Items it ->
                    new Type.Tuple(it.items().stream().map(one -> of(one, scope)).toList());
            case Entries it -> entries(it, scope);
            case For it -> loop(it, scope);
            case Choice it -> choice(it, scope);
            case Operation it -> operation(it, scope);
            case Unary it -> {
                Type wanted = it.operator().equals("!") ? Types.BOOL : Types.NUMBER;
                expect(it.of(), wanted, scope, "after " + it.operator());
                yield wanted;
            }
        };
    }

    /// The value must fit; a literal must also be convertible as it is written.
    void expect(Expression value, Type wanted, Scope scope, String path) {
        Type type = of(value, scope);
        check(value, type, wanted, scope, path);
    }

    private void check(Expression value, Type type, Type wanted, Scope scope, String path) {
        if (!type.fits(wanted)) {
            if (value instanceof Items items && wanted.sequence()) {
                items.items().forEach(it -> expectQuietly(it, wanted.element(), scope, path));
                return;
            }
            if (value instanceof Entries entries) {
                boolean named = structure(entries, type, wanted, scope, path);
                if (named) {
                    return;
                }
            }
            findings.add(
                    scope.file(),
                    value.at(),
                    path,
                    written(value),
                    "a " + type + " stands where a " + wanted + " is wanted",
                    "give a " + wanted);
        } else if (value instanceof Literal literal && literal.value() instanceof String text) {
            convertible(text, literal.at(), wanted, scope, path);
        } else if (value instanceof Items items && wanted.sequence()) {
            items.items().forEach(it -> expectQuietly(it, wanted.element(), scope, path));
        } else if (value instanceof Entries entries) {
            structure(entries, type, wanted, scope, path);
        }
    }

    /// Checks again without telling twice what is wrong inside.
    private void expectQuietly(Expression value, Type wanted, Scope scope, String path) {
        check(value, references.quiet().of(value, scope), wanted, scope, path);
    }

    /// Whether something more exact than "does not fit" was found.
    private boolean structure(Entries entries, Type type, Type wanted, Scope scope, String path) {
        boolean found = false;
        if (wanted instanceof Type.Structure structure && type instanceof Type.Structure had) {
            for (String name : structure.of().keySet()) {
                if (!had.of().containsKey(name) && !structure.optional().contains(name)) {
                    found = true;
                    findings.add(
                            scope.file(),
                            entries.at(),
                            path,
                            name,
                            name + " is missing",
                            "set " + name);
                }
            }
        }
        for (Expression.Entry it : entries.entries()) {
            if (it.key() instanceof Literal key && key.value() != null) {
                Type member =
                        wanted instanceof Type.Structure structure
                                ? structure
                                        .of()
                                        .getOrDefault(String.valueOf(key.value()), Types.ANY)
                                : wanted.element();
                expectQuietly(it.value(), member, scope, path + "." + key.value());
                found |= !references.quiet().of(it.value(), scope).fits(member);
            }
        }
        return found;
    }

    private void convertible(String text, At at, Type wanted, Scope scope, String path) {
        boolean wrong =
                switch (wanted) {
                    case Type.Numeric _ -> !isNumber(text);
                    case Type.Bool _ -> !Set.of("true", "false", "1", "0").contains(text);
                    case Type.Any _ -> false;
                    case Type.Text _ -> false;
                    case Type.Listed _ -> false;
                    case Type.Setted _ -> false;
                    case Type.Mapped _ -> false;
                    case Type.Tuple _ -> false;
                    case Type.Structure _ -> false;
                };
        if (wrong) {
            findings.add(scope.file(), at, path, text, "it is not a " + wanted, "give a " + wanted);
        }
    }

    private static boolean isNumber(String text) {
        try {
            new BigDecimal(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static Type literal(Literal it) {
        return switch (it.value()) {
            case String _ -> Types.STRING;
            case Boolean _ -> Types.BOOL;
            case BigDecimal _ -> Types.NUMBER;
            case null, default -> Types.ANY;
        };
    }

    private Type template(Template it, Scope scope) {
        List<Type> types = it.parts().stream().map(part -> of(part, scope)).toList();
        if (types.size() == 1) {
            return types.getFirst();
        }
        for (int i = 0; i < types.size(); i++) {
            if (!types.get(i).fits(Types.STRING)) {
                findings.add(
                        scope.file(),
                        it.parts().get(i).at(),
                        "",
                        written(it.parts().get(i)),
                        "a " + types.get(i) + " stands in a text",
                        "take one value of it, or use join or jsonencode");
            }
        }
        return Types.STRING;
    }

    private Type call(Call it, Scope scope) {
        if (!it.name().contains("::") && !Functions.names().contains(it.name())) {
            it.arguments().forEach(one -> of(one, scope));
            findings.unknown(
                    scope.file(),
                    it.at(),
                    "",
                    it.name(),
                    "no function is called so",
                    Functions.names());
            return Types.ANY;
        }
        boolean tolerant = it.name().equals("try") || it.name().equals("can");
        Scope inside = tolerant ? scope.forgiving() : scope;
        List<Type> types = new ArrayList<>();
        it.arguments().forEach(one -> types.add(of(one, inside)));
        if (it.spread()) {
            types.set(types.size() - 1, types.getLast().element());
            return Functions.result(it.name(), types);
        }
        String wrong = Functions.count(it.name(), types.size());
        if (!wrong.isEmpty()) {
            findings.add(scope.file(), it.at(), "", it.name(), wrong, "see the function's page");
        }
        for (int i = 0; i < types.size(); i++) {
            if (!Functions.takes(it.name(), i, types.get(i))) {
                findings.add(
                        scope.file(),
                        it.arguments().get(i).at(),
                        it.name(),
                        written(it.arguments().get(i)),
                        "argument %d is a %s".formatted(i + 1, types.get(i)),
                        "give a " + Functions.wanted(it.name(), i));
            }
        }
        return Functions.result(it.name(), types);
    }

    private Type entries(Entries it, Scope scope) {
        Map<String, Type> members = new LinkedHashMap<>();
        boolean all = true;
        List<Type> values = new ArrayList<>();
        for (Expression.Entry entry : it.entries()) {
            Type value = of(entry.value(), scope);
            values.add(value);
            if (entry.key() instanceof Literal key && key.value() != null) {
                members.put(String.valueOf(key.value()), value);
            } else {
                expect(entry.key(), Types.STRING, scope, "key");
                all = false;
            }
        }
        return all ? new Type.Structure(members, Set.of()) : new Type.Mapped(Type.common(values));
    }

    private Type loop(For it, Scope scope) {
        Type in = of(it.in(), scope);
        if (in.primitive()) {
            findings.add(
                    scope.file(),
                    it.in().at(),
                    "for",
                    written(it.in()),
                    "a " + in + " cannot be gone through",
                    "give a list, a set or a map");
        }
        Scope inner = scope.with(it.value(), in.element());
        if (it.key() != null) {
            inner = inner.with(it.key(), keyOf(in));
        }
        if (it.condition() != null) {
            expect(it.condition(), Types.BOOL, inner, "if");
        }
        Type result = of(it.result(), inner);
        if (it.newKey() == null) {
            return new Type.Listed(result);
        }
        expect(it.newKey(), Types.STRING, inner, "key");
        return new Type.Mapped(it.grouped() ? new Type.Listed(result) : result);
    }

    private static Type keyOf(Type in) {
        if (in instanceof Type.Mapped || in instanceof Type.Structure) {
            return Types.STRING;
        }
        return in instanceof Type.Listed || in instanceof Type.Tuple ? Types.NUMBER : in.element();
    }

    private Type choice(Choice it, Scope scope) {
        expect(it.test(), Types.BOOL, scope, "?");
        Type then = of(it.then(), scope);
        Type otherwise = of(it.otherwise(), scope);
        if (then.primitive() && otherwise.primitive() && !then.equals(otherwise)) {
            return Types.STRING;
        }
        return Type.common(List.of(then, otherwise));
    }

    private Type operation(Operation it, Scope scope) {
        return switch (it.operator()) {
            case "+", "-", "*", "/", "%" -> both(it, Types.NUMBER, Types.NUMBER, scope);
            case "<", ">", "<=", ">=" -> both(it, Types.NUMBER, Types.BOOL, scope);
            case "&&", "||" -> both(it, Types.BOOL, Types.BOOL, scope);
            default -> both(it, Types.ANY, Types.BOOL, scope);
        };
    }

    private Type both(Operation it, Type wanted, Type result, Scope scope) {
        expect(it.left(), wanted, scope, "before " + it.operator());
        expect(it.right(), wanted, scope, "after " + it.operator());
        return result;
    }

    /// An expression shortly, for a message.
    static String written(Expression it) {
        return switch (it) {
            case Literal literal -> String.valueOf(literal.value());
            case Call call -> call.name() + "(…)";
            case Items _ -> "[…]";
            case Entries _ -> "{…}";
            case For _ -> "for …";
            case Template _ -> "\"…\"";
            case Choice _ -> "… ? … : …";
            case Operation operation -> "… " + operation.operator() + " …";
            case Unary unary -> unary.operator() + written(unary.of());
            case Expression.Name _, Expression.Member _, Expression.Index _, Expression.Splat _ ->
                    Traversal.of(it).text();
        };
    }
}
