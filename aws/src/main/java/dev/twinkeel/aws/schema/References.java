package dev.twinkeel.aws.schema;

import dev.twinkeel.aws.schema.Expression.Index;
import dev.twinkeel.aws.schema.Expression.Literal;
import dev.twinkeel.aws.schema.Expression.Member;
import dev.twinkeel.aws.schema.Expression.Splat;
import dev.twinkeel.aws.schema.Folder.Declared;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a reference names, and the type of what it gives. Not for several threads.
final class References {
    private static final Map<String, Set<String>> FIXED =
            Map.of(
                    "path", Set.of("module", "root", "cwd"),
                    "terraform", Set.of("workspace", "applying"));

    private static final int ALL = -1;
    private static final int WRONG = -2;

    private final Folders folders;
    private final Schema schema;
    private final Findings findings;
    private final Typing typing;
    private final Set<String> open = new HashSet<>();
    private @Nullable Typing quiet;

    References(Folders folders, Schema schema, Findings findings, Typing typing) {
        this.folders = folders;
        this.schema = schema;
        this.findings = findings;
        this.typing = typing;
    }

    /// The same, telling nothing.
    Typing quiet() {
        if (quiet == null) {
            quiet = Typing.quiet(folders, schema);
        }
        return quiet;
    }

    void quiet(Typing it) {
        quiet = it;
    }

    Type of(Traversal it, Expression whole, Scope scope) {
        it.steps().forEach(step -> index(step, scope));
        if (it.name().isEmpty()) {
            return steps(typing.of(it.root(), scope), it.steps(), whole, scope);
        }
        if (scope.names().containsKey(it.name())) {
            return steps(scope.names().get(it.name()), it.steps(), whole, scope);
        }
        Folder folder = scope.folder();
        return switch (it.name()) {
            case "var" -> declared(it, folder.variables.keySet(), "variable", whole, scope);
            case "local" -> declared(it, folder.locals.keySet(), "local", whole, scope);
            case "module" -> declared(it, folder.modules.keySet(), "module", whole, scope);
            case "data", "ephemeral" ->
                    resource(it, it.name() + "." + it.member(0), it.member(1), 2, whole, scope);
            case "each" -> each(it, whole, scope);
            case "count" -> count(it, whole, scope);
            case "self" ->
                    scope.self() == null
                            ? lost(whole, "self stands outside of a resource's conditions", scope)
                            : steps(scope.self(), it.steps(), whole, scope);
            case "path", "terraform" -> fixed(it, whole, scope);
            default -> resource(it, it.name(), it.member(0), 1, whole, scope);
        };
    }

    private void index(Expression step, Scope scope) {
        if (step instanceof Index index && !(index.key() instanceof Literal)) {
            typing.of(index.key(), scope);
        }
    }

    private Type lost(Expression at, String fault, Scope scope) {
        findings.add(
                scope.file(),
                at.at(),
                "",
                Typing.written(at),
                fault,
                "name what is declared in "
                        + (scope.folder().path.isEmpty() ? "this folder" : scope.folder().path));
        return Types.ANY;
    }

    private Type unknown(
            Expression at, String word, String fault, Collection<String> known, Scope scope) {
        findings.unknown(scope.file(), at.at(), Traversal.of(at).text(), word, fault, known);
        return Types.ANY;
    }

    private Type fixed(Traversal it, Expression whole, Scope scope) {
        Set<String> known = FIXED.getOrDefault(it.name(), Set.of());
        return known.contains(it.member(0))
                ? steps(Types.STRING, it.from(1), whole, scope)
                : unknown(whole, it.member(0), it.name() + " has no such value", known, scope);
    }

    private Type each(Traversal it, Expression whole, Scope scope) {
        if (scope.each() == null) {
            return lost(whole, "each stands where no for_each is", scope);
        }
        return switch (it.member(0)) {
            case "key" -> steps(Types.STRING, it.from(1), whole, scope);
            case "value" -> steps(scope.each(), it.from(1), whole, scope);
            default ->
                    unknown(
                            whole,
                            it.member(0),
                            "each has no such value",
                            Set.of("key", "value"),
                            scope);
        };
    }

    private Type count(Traversal it, Expression whole, Scope scope) {
        if (!scope.counted()) {
            return lost(whole, "count stands where no count is", scope);
        }
        return it.member(0).equals("index")
                ? Types.NUMBER
                : unknown(whole, it.member(0), "count has no such value", Set.of("index"), scope);
    }

    private Type declared(
            Traversal it, Set<String> known, String what, Expression whole, Scope scope) {
        String name = it.member(0);
        if (!known.contains(name)) {
            return unknown(whole, name, "no " + what + " is declared so", known, scope);
        }
        Folder folder = scope.folder();
        if (what.equals("module")) {
            return module(it, folder, name, whole, scope);
        }
        Type type =
                what.equals("variable")
                        ? Constraints.of(folder.variables.get(name))
                        : local(folder, name);
        return steps(type, it.from(1), whole, scope);
    }

    private Type local(Folder folder, String name) {
        Folder.Local local = folder.locals.get(name);
        return local == null
                ? Types.ANY
                : cached(folder, "local." + name, local.argument().value(), local.file());
    }

    /// Types of locals and outputs are found once; a circle has none.
    private Type cached(Folder folder, String name, Expression value, String file) {
        Type known = folder.types.get(name);
        if (known != null) {
            return known;
        }
        if (!open.add(folder.path + ":" + name)) {
            return Types.ANY;
        }
        Type type = quiet().of(value, Scope.of(folder, file));
        open.remove(folder.path + ":" + name);
        folder.types.put(name, type);
        return type;
    }

    private Type module(Traversal it, Folder folder, String name, Expression whole, Scope scope) {
        Declared call = folder.modules.get(name);
        Folder called = folder.module(folders, name);
        if (call == null || called == null) {
            return Types.ANY;
        }
        int step = instance(call.body(), it, 1, whole, scope);
        if (step == WRONG) {
            return Types.ANY;
        }
        if (step == ALL) {
            return steps(all(call.body(), outputs(called)), it.from(1), whole, scope);
        }
        String output = it.member(step);
        if (!output.isEmpty() && !called.outputs.containsKey(output)) {
            return unknown(
                    whole,
                    output,
                    "the module " + called.path + " has no such output",
                    called.outputs.keySet(),
                    scope);
        }
        return output.isEmpty()
                ? steps(outputs(called), it.from(step), whole, scope)
                : steps(output(called, output), it.from(step + 1), whole, scope);
    }

    private Type outputs(Folder called) {
        Map<String, Type> all = new HashMap<>();
        called.outputs.keySet().forEach(name -> all.put(name, output(called, name)));
        return new Type.Structure(all, Set.of());
    }

    private Type output(Folder called, String name) {
        Declared declared = called.outputs.get(name);
        return declared == null
                ? Types.ANY
                : declared.body()
                        .argument("value")
                        .map(it -> cached(called, "output." + name, it.value(), declared.file()))
                        .orElse(Types.ANY);
    }

    private static Type all(Body body, Type one) {
        return body.argument("for_each").isPresent() ? new Type.Mapped(one) : new Type.Listed(one);
    }

    private Type resource(
            Traversal it, String type, String name, int start, Expression whole, Scope scope) {
        if (name.isEmpty()) {
            return it.steps().isEmpty() || start == 1
                    ? unknownRoot(it, whole, scope)
                    : lost(whole, "a type and a name are needed after " + it.name(), scope);
        }
        Declared declared = scope.folder().resources.get(type + "." + name);
        if (declared == null) {
            return scope.folder().resources.keySet().stream()
                                    .anyMatch(a -> a.startsWith(type + "."))
                            || type.startsWith("aws_")
                            || type.contains(".")
                    ? unknown(
                            whole,
                            type + "." + name,
                            "no such resource is declared in this folder",
                            scope.folder().resources.keySet(),
                            scope)
                    : unknownRoot(it, whole, scope);
        }
        Type block = Blocks.of(declared.block(), schema).map(Schema.Block::type).orElse(Types.ANY);
        int step = instance(declared.body(), it, start, whole, scope);
        if (step == ALL) {
            return steps(all(declared.body(), block), it.from(start), whole, scope);
        }
        return step == WRONG ? Types.ANY : steps(block, it.from(step), whole, scope);
    }

    private Type unknownRoot(Traversal it, Expression whole, Scope scope) {
        Set<String> known =
                new TreeSet<>(Set.of("var", "local", "module", "data", "each", "count", "path"));
        known.addAll(scope.names().keySet());
        scope.folder()
                .resources
                .keySet()
                .forEach(one -> known.add(one.substring(0, one.indexOf('.'))));
        return unknown(whole, it.name(), "nothing is called so here", known, scope);
    }

    /// The step after the choice of an instance, or `ALL`, or `WRONG`.
    private int instance(Body body, Traversal it, int start, Expression whole, Scope scope) {
        boolean many = body.argument("count").isPresent() || body.argument("for_each").isPresent();
        if (start >= it.steps().size()) {
            return many ? ALL : start;
        }
        Expression step = it.steps().get(start);
        if (many) {
            if (step instanceof Member member) {
                findings.add(
                        scope.file(),
                        whole.at(),
                        it.text(),
                        member.name(),
                        "there are several, by count or for_each",
                        "say which: [each.key], [count.index], [0], or [*]");
                return WRONG;
            }
            return step instanceof Index ? start + 1 : splatted(step, body, whole, scope);
        }
        if (step instanceof Index) {
            findings.add(
                    scope.file(),
                    whole.at(),
                    it.text(),
                    Typing.written(whole),
                    "there is only one: it has neither count nor for_each",
                    "remove the index");
            return WRONG;
        }
        return start;
    }

    private int splatted(Expression step, Body body, Expression whole, Scope scope) {
        if (step instanceof Splat && body.argument("for_each").isPresent()) {
            findings.add(
                    scope.file(),
                    whole.at(),
                    "",
                    "[*]",
                    "for_each makes a map, which [*] does not go through",
                    "write values(…)[*], or a for");
        }
        return ALL;
    }

    /// What remains after so many steps from a value.
    private Type steps(Type start, List<Expression> steps, Expression whole, Scope scope) {
        Type type = start;
        for (Expression step : steps) {
            type =
                    switch (step) {
                        case Member it -> member(type, it, whole, scope);
                        case Index it -> element(type, it, whole, scope);
                        case Splat it -> splat(type, it, scope);
                        case Literal _, Expression.Template _, Expression.Name _ -> Types.ANY;
                        case Expression.Call _, Expression.Items _, Expression.Entries _ ->
                                Types.ANY;
                        case Expression.For _, Expression.Choice _ -> Types.ANY;
                        case Expression.Operation _, Expression.Unary _ -> Types.ANY;
                    };
        }
        return type;
    }

    private Type splat(Type type, Splat it, Scope scope) {
        if (type instanceof Type.Any) {
            typing.of(it.each(), scope.with("*", Types.ANY));
            return Types.ANY;
        }
        Type element = type.sequence() ? type.element() : type;
        return new Type.Listed(typing.of(it.each(), scope.with("*", element)));
    }

    private Type member(Type type, Member it, Expression whole, Scope scope) {
        if (type instanceof Type.Structure structure) {
            Type found = structure.of().get(it.name());
            if (found == null && !scope.lenient()) {
                return unknown(
                        whole,
                        it.name(),
                        "no attribute is called so",
                        structure.of().keySet(),
                        scope);
            }
            return found == null ? Types.ANY : found;
        }
        if (type instanceof Type.Mapped || type instanceof Type.Any) {
            return type.element();
        }
        if (!scope.lenient()) {
            findings.add(
                    scope.file(),
                    whole.at(),
                    Traversal.of(whole).text(),
                    it.name(),
                    "a " + type + " has no attributes",
                    type.sequence() ? "choose one of it first: [0]" : "remove ." + it.name());
        }
        return Types.ANY;
    }

    private Type element(Type type, Index it, Expression whole, Scope scope) {
        if (type instanceof Type.Structure && it.key() instanceof Literal key) {
            return member(
                    type, new Member(it.at(), it.of(), String.valueOf(key.value())), whole, scope);
        }
        if (type instanceof Type.Tuple tuple
                && it.key() instanceof Literal key
                && key.value() instanceof java.math.BigDecimal place
                && place.intValue() < tuple.of().size()
                && place.signum() >= 0) {
            return tuple.of().get(place.intValue());
        }
        if ((type.primitive() || type instanceof Type.Setted) && !scope.lenient()) {
            findings.add(
                    scope.file(),
                    whole.at(),
                    Traversal.of(whole).text(),
                    Typing.written(whole),
                    "a " + type + " has no places to choose from",
                    type.primitive() ? "remove the index" : "use tolist(…)[0], or one(…)");
        }
        return type.element();
    }
}
