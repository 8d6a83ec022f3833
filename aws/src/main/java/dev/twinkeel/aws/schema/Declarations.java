package dev.twinkeel.aws.schema;

import dev.twinkeel.aws.schema.Folder.Declared;
import dev.twinkeel.aws.schema.Schema.Block;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Checks what one folder declares. Not for several threads.
final class Declarations {
    private static final Set<String> VARIABLE =
            Set.of("type", "default", "description", "sensitive", "nullable", "ephemeral");
    private static final Set<String> OUTPUT =
            Set.of("value", "description", "sensitive", "depends_on", "ephemeral");
    private static final Set<String> MODULE =
            Set.of("source", "version", "count", "for_each", "providers", "depends_on");
    private static final Set<String> LIFECYCLE =
            Set.of(
                    "create_before_destroy",
                    "prevent_destroy",
                    "ignore_changes",
                    "replace_triggered_by");
    private static final Set<String> CONDITION = Set.of("condition", "error_message");

    private final Folders folders;
    private final Schema schema;
    private final Findings findings;
    private final Typing typing;
    private final Shapes shapes;

    Declarations(Folders folders, Schema schema, Findings findings) {
        this.folders = folders;
        this.schema = schema;
        this.findings = findings;
        this.typing = new Typing(folders, schema, findings);
        this.shapes = new Shapes(findings, typing);
    }

    void check(Folder folder) {
        folder.variables.forEach((name, it) -> variable(folder, name, it));
        folder.locals
                .values()
                .forEach(it -> typing.of(it.argument().value(), Scope.of(folder, it.file())));
        folder.outputs.forEach((name, it) -> output(folder, name, it));
        folder.modules.forEach((name, it) -> module(folder, name, it));
        folder.providers.values().forEach(it -> provider(folder, it));
        folder.resources.forEach((name, it) -> resource(folder, name, it));
    }

    private void variable(Folder folder, String name, Declared it) {
        Scope scope = Scope.of(folder, it.file());
        String path = "var." + name;
        only(it.body(), VARIABLE, Set.of("validation"), scope, path);
        Type type =
                it.body()
                        .argument("type")
                        .map(one -> Constraints.type(one.value(), it.file(), findings))
                        .orElse(Types.ANY);
        it.body()
                .argument("default")
                .ifPresent(one -> typing.expect(one.value(), type, scope, path + ".default"));
        it.body().blocks("validation").forEach(one -> condition(one, scope, path));
    }

    private void output(Folder folder, String name, Declared it) {
        Scope scope = Scope.of(folder, it.file());
        String path = "output." + name;
        only(it.body(), OUTPUT, Set.of("precondition"), scope, path);
        var value = it.body().argument("value");
        if (value.isEmpty()) {
            findings.add(
                    it.file(), it.block().at(), path, "value", "value is missing", "set value");
        }
        value.ifPresent(one -> typing.of(one.value(), scope));
        it.body().blocks("precondition").forEach(one -> condition(one, scope, path));
        dependencies(it.body(), scope);
    }

    private void condition(Body.Block it, Scope scope, String path) {
        only(it.body(), CONDITION, Set.of(), scope, path);
        for (String name : CONDITION) {
            var argument = it.body().argument(name);
            if (argument.isEmpty()) {
                findings.add(
                        scope.file(), it.at(), path, name, name + " is missing", "set " + name);
            }
            argument.ifPresent(
                    one ->
                            typing.expect(
                                    one.value(),
                                    name.equals("condition") ? Types.BOOL : Types.STRING,
                                    scope,
                                    path + "." + name));
        }
    }

    private void only(
            Body body, Set<String> arguments, Set<String> blocks, Scope scope, String path) {
        Set<String> known = new TreeSet<>(arguments);
        known.addAll(blocks);
        for (Body.Argument it : body.arguments()) {
            if (!arguments.contains(it.name())) {
                findings.unknown(
                        scope.file(), it.at(), path, it.name(), "nothing is called so here", known);
            }
        }
        for (Body.Block it : body.blocks()) {
            if (!blocks.contains(it.type())) {
                findings.unknown(
                        scope.file(), it.at(), path, it.type(), "nothing is called so here", known);
            }
        }
    }

    private void module(Folder folder, String name, Declared it) {
        Scope scope = repeated(it.body(), Scope.of(folder, it.file()), "module." + name);
        dependencies(it.body(), scope);
        it.body()
                .blocks()
                .forEach(
                        one ->
                                findings.add(
                                        it.file(),
                                        one.at(),
                                        "module." + name,
                                        one.type(),
                                        "a module call has no blocks",
                                        "write " + one.type() + " = …"));
        String source = Folders.source(it.body());
        Folder called = folders.called(folder, it.body());
        if (called == null) {
            findings.unknown(
                    it.file(),
                    it.body().argument("source").map(Body.Argument::at).orElse(it.block().at()),
                    "module." + name + ".source",
                    source,
                    "no folder with a configuration is there",
                    folders.paths());
            return;
        }
        inputs(it, called, scope, "module." + name);
        passed(it.body(), folder, called, scope, "module." + name);
    }

    private void inputs(Declared call, Folder called, Scope scope, String path) {
        for (Body.Argument it : call.body().arguments()) {
            if (MODULE.contains(it.name())) {
                continue;
            }
            Declared variable = called.variables.get(it.name());
            if (variable == null) {
                typing.of(it.value(), scope);
                findings.unknown(
                        call.file(),
                        it.at(),
                        path,
                        it.name(),
                        "the module " + called.path + " has no such variable",
                        called.variables.keySet());
            } else {
                typing.expect(it.value(), Constraints.of(variable), scope, path + "." + it.name());
            }
        }
        called.variables.forEach(
                (name, variable) -> {
                    if (variable.body().argument("default").isEmpty()
                            && call.body().argument(name).isEmpty()) {
                        findings.add(
                                call.file(),
                                call.block().at(),
                                path,
                                name,
                                name + " is missing: the module " + called.path + " has no default",
                                "set " + name);
                    }
                });
    }

    /// `providers = { aws = aws.standby }`.
    private void passed(Body call, Folder folder, Folder called, Scope scope, String path) {
        Set<String> given = new TreeSet<>();
        var providers = call.argument("providers");
        if (providers.isPresent()
                && providers.get().value() instanceof Expression.Entries entries) {
            for (Expression.Entry it : entries.entries()) {
                String key =
                        it.key() instanceof Expression.Literal literal
                                ? String.valueOf(literal.value())
                                : Traversal.of(it.key()).text();
                given.add(key);
                known(key, it.key().at(), called, scope, path);
                known(Traversal.of(it.value()).text(), it.value().at(), folder, scope, path);
            }
        }
        for (String name : called.providerNames) {
            if (name.contains(".") && !given.contains(name)) {
                findings.add(
                        scope.file(),
                        call.at(),
                        path,
                        name,
                        "the module needs the provider configuration " + name,
                        "pass it with providers = { " + name + " = … }");
            }
        }
    }

    private void known(String name, At at, Folder folder, Scope scope, String path) {
        if (!folder.configurations().contains(name)) {
            findings.unknown(
                    scope.file(),
                    at,
                    path,
                    name,
                    "no provider is configured so in " + folder.path,
                    folder.configurations());
        }
    }

    private void provider(Folder folder, Declared it) {
        Scope scope = Scope.of(folder, it.file());
        if (it.block().label(0).equals("aws")) {
            String path = "provider.aws";
            shapes.check(
                    it.body(),
                    it.block().at(),
                    schema.provider(),
                    scope,
                    path,
                    Set.of("alias", "version"));
        } else {
            known(it.block().label(0), it.block().at(), folder, scope, "provider");
        }
    }

    private void resource(Folder folder, String name, Declared it) {
        Optional<Block> shape = Blocks.of(it.block(), schema);
        if (shape.isEmpty()) {
            findings.unknown(
                    it.file(),
                    it.block().at(),
                    name,
                    it.block().label(0),
                    "hashicorp/aws %s has no such %s"
                            .formatted(schema.version(), it.block().type()),
                    schema.types(Blocks.kind(it.block())));
            return;
        }
        Scope scope = repeated(it.body(), Scope.of(folder, it.file()), name);
        dependencies(it.body(), scope);
        it.body()
                .argument("provider")
                .ifPresent(
                        one ->
                                known(
                                        Traversal.of(one.value()).text(),
                                        one.value().at(),
                                        folder,
                                        scope,
                                        name));
        shapes.check(it.body(), it.block().at(), shape.get(), scope, name, Shapes.META);
        Scope self = scope.withSelf(shape.get().type());
        it.body().blocks("lifecycle").forEach(one -> lifecycle(one, shape.get(), self, name));
    }

    private void lifecycle(Body.Block it, Block shape, Scope scope, String path) {
        only(it.body(), LIFECYCLE, Set.of("precondition", "postcondition"), scope, path);
        it.body().blocks().forEach(one -> condition(one, scope, path));
        for (String name : Set.of("create_before_destroy", "prevent_destroy")) {
            it.body()
                    .argument(name)
                    .ifPresent(
                            one ->
                                    typing.expect(
                                            one.value(), Types.BOOL, scope, path + "." + name));
        }
        var ignored = it.body().argument("ignore_changes");
        if (ignored.isPresent() && ignored.get().value() instanceof Expression.Items items) {
            for (Expression one : items.items()) {
                String name = Traversal.of(one).name();
                if (!shape.names().contains(name)) {
                    findings.unknown(
                            scope.file(),
                            one.at(),
                            path,
                            name,
                            "nothing is called so here",
                            shape.names());
                }
            }
        }
    }

    private void dependencies(Body body, Scope scope) {
        var all = body.argument("depends_on");
        if (all.isPresent() && all.get().value() instanceof Expression.Items items) {
            items.items().forEach(it -> typing.of(it, scope.forgiving()));
        } else if (all.isPresent()) {
            findings.add(
                    scope.file(), all.get().at(), "depends_on", "", "it is no list", "write [ … ]");
        }
    }

    /// What `each` and `count` mean in it.
    private Scope repeated(Body body, Scope scope, String path) {
        Scope result = scope;
        var count = body.argument("count");
        if (count.isPresent()) {
            typing.expect(count.get().value(), Types.NUMBER, scope, path + ".count");
            result = result.withCount();
        }
        var all = body.argument("for_each");
        if (all.isPresent()) {
            Type in = typing.of(all.get().value(), scope);
            if (in.primitive() || in instanceof Type.Listed || in instanceof Type.Tuple) {
                findings.add(
                        scope.file(),
                        all.get().at(),
                        path + ".for_each",
                        Typing.written(all.get().value()),
                        "a " + in + " gives no keys",
                        "give a map, or a set: toset(…)");
            }
            result = result.withEach(in.element());
        }
        if (count.isPresent() && all.isPresent()) {
            findings.add(
                    scope.file(),
                    all.get().at(),
                    path,
                    "for_each",
                    "count and for_each stand together",
                    "keep one of them");
        }
        return result;
    }
}
