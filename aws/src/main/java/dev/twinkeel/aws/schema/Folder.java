package dev.twinkeel.aws.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One folder of a configuration: a root or a module, by the names of what it declares. What it
/// holds twice is a problem. Not for several threads.
final class Folder {
    /// Something with a name, and the file where it stands.
    record Declared(String file, Body.Block block) {
        Body body() {
            return block.body();
        }
    }

    record Local(String file, Body.Argument argument) {}

    private static final Map<String, Integer> LABELS =
            Map.ofEntries(
                    Map.entry("resource", 2),
                    Map.entry("data", 2),
                    Map.entry("ephemeral", 2),
                    Map.entry("variable", 1),
                    Map.entry("output", 1),
                    Map.entry("module", 1),
                    Map.entry("provider", 1),
                    Map.entry("check", 1),
                    Map.entry("locals", 0),
                    Map.entry("terraform", 0),
                    Map.entry("moved", 0),
                    Map.entry("import", 0),
                    Map.entry("removed", 0));

    final String path;
    final Map<String, Declared> variables = new TreeMap<>();
    final Map<String, Declared> outputs = new TreeMap<>();
    final Map<String, Declared> modules = new TreeMap<>();

    /// By `aws_vpc.this`, `data.aws_region.current`, `ephemeral.…`.
    final Map<String, Declared> resources = new TreeMap<>();

    final Map<String, Local> locals = new TreeMap<>();
    final Map<String, Declared> providers = new TreeMap<>();
    final List<Body> bodies;
    final Set<String> providerNames = new TreeSet<>();

    /// Types of locals and outputs, as far as they are known already.
    final Map<String, Type> types = new HashMap<>();

    Folder(String path, List<Body> bodies, Findings findings) {
        this.path = path;
        this.bodies = List.copyOf(bodies);
        for (Body body : bodies) {
            for (Body.Argument it : body.arguments()) {
                findings.add(
                        body.file(),
                        it.at(),
                        it.name(),
                        it.name(),
                        "an argument stands outside of every block",
                        "put it into a block");
            }
            body.blocks().forEach(it -> declare(body.file(), it, findings));
        }
    }

    @Nullable Folder module(Folders folders, String name) {
        Declared call = modules.get(name);
        return call == null ? null : folders.called(this, call.body());
    }

    private void declare(String file, Body.Block block, Findings findings) {
        Integer labels = LABELS.get(block.type());
        if (labels == null) {
            findings.unknown(
                    file,
                    block.at(),
                    "",
                    block.type(),
                    "no block is called " + block.type(),
                    LABELS.keySet());
            return;
        }
        if (block.labels().size() != labels) {
            findings.add(
                    file,
                    block.at(),
                    block.title(),
                    block.type(),
                    "it has %d labels".formatted(block.labels().size()),
                    "write " + block.type() + " with %d labels".formatted(labels));
            return;
        }
        var declared = new Declared(file, block);
        switch (block.type()) {
            case "resource" ->
                    put(resources, block.label(0) + "." + block.label(1), declared, findings);
            case "data", "ephemeral" ->
                    put(
                            resources,
                            block.type() + "." + block.label(0) + "." + block.label(1),
                            declared,
                            findings);
            case "variable" -> put(variables, block.label(0), declared, findings);
            case "output" -> put(outputs, block.label(0), declared, findings);
            case "module" -> put(modules, block.label(0), declared, findings);
            case "provider" -> put(providers, providerName(block), declared, findings);
            case "locals" -> block.body().arguments().forEach(it -> local(file, it, findings));
            case "terraform" -> requirements(block.body());
            default -> {}
        }
    }

    private void local(String file, Body.Argument it, Findings findings) {
        Local before = locals.putIfAbsent(it.name(), new Local(file, it));
        if (before != null) {
            twice(
                    file,
                    it.at(),
                    "local." + it.name(),
                    before.file(),
                    before.argument().at(),
                    findings);
        }
    }

    private static void put(
            Map<String, Declared> into, String name, Declared it, Findings findings) {
        Declared before = into.putIfAbsent(name, it);
        if (before != null) {
            twice(
                    it.file(),
                    it.block().at(),
                    it.block().title(),
                    before.file(),
                    before.block().at(),
                    findings);
        }
    }

    private static void twice(
            String file, At at, String name, String firstFile, At first, Findings findings) {
        findings.add(
                file,
                at,
                name,
                name,
                "it is declared already in %s at line %d".formatted(firstFile, first.line()),
                "rename or remove one of them");
    }

    private static String providerName(Body.Block block) {
        return block.body()
                .argument("alias")
                .filter(it -> it.value() instanceof Expression.Literal)
                .map(it -> block.label(0) + "." + ((Expression.Literal) it.value()).value())
                .orElse(block.label(0));
    }

    /// What `required_providers` names, and the configurations that callers must pass.
    private void requirements(Body body) {
        body.blocks("required_providers")
                .flatMap(it -> it.body().arguments().stream())
                .forEach(
                        it -> {
                            providerNames.add(it.name());
                            if (it.value() instanceof Expression.Entries object) {
                                aliases(object);
                            }
                        });
    }

    private void aliases(Expression.Entries object) {
        for (Expression.Entry entry : object.entries()) {
            if (entry.key() instanceof Expression.Literal key
                    && "configuration_aliases".equals(key.value())
                    && entry.value() instanceof Expression.Items items) {
                items.items().forEach(it -> providerNames.add(Traversal.of(it).text()));
            }
        }
    }

    /// Names of provider configurations that may be used here.
    Set<String> configurations() {
        Set<String> all = new TreeSet<>(providers.keySet());
        all.addAll(providerNames);
        all.add("aws");
        return all;
    }
}
