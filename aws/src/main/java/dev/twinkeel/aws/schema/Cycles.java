package dev.twinkeel.aws.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Finds what waits for itself: within a folder, and through the modules that it calls.
final class Cycles {
    private record Node(String file, At at, Set<String> needs) {}

    private final Folders folders;
    private final Findings findings;
    private final Map<String, Map<String, Node>> graphs = new HashMap<>();

    Cycles(Folders folders, Findings findings) {
        this.folders = folders;
        this.findings = findings;
    }

    void check(Collection<Folder> which) {
        for (Folder folder : which) {
            Map<String, Node> graph = graph(folder);
            Set<String> done = new TreeSet<>();
            for (String name : graph.keySet()) {
                walk(name, graph, new LinkedHashSet<>(), done);
            }
        }
    }

    private void walk(String name, Map<String, Node> graph, Set<String> path, Set<String> done) {
        Node node = graph.get(name);
        if (node == null || done.contains(name)) {
            return;
        }
        if (!path.add(name)) {
            tell(name, node, new ArrayList<>(path));
            return;
        }
        node.needs().forEach(it -> walk(it, graph, path, done));
        path.remove(name);
        done.add(name);
    }

    private void tell(String name, Node node, List<String> path) {
        List<String> circle = new ArrayList<>(path.subList(path.indexOf(name), path.size()));
        circle.add(name);
        findings.add(
                node.file(),
                node.at(),
                name,
                name,
                "it waits for itself: " + String.join(" needs ", circle),
                "break the circle at one of them");
    }

    private Map<String, Node> graph(Folder folder) {
        Map<String, Node> known = graphs.get(folder.path);
        if (known != null) {
            return known;
        }
        Map<String, Node> graph = new TreeMap<>();
        graphs.put(folder.path, graph);
        folder.variables.forEach(
                (name, it) ->
                        graph.put("var." + name, new Node(it.file(), it.block().at(), Set.of())));
        folder.locals.forEach(
                (name, it) ->
                        graph.put(
                                "local." + name,
                                new Node(
                                        it.file(),
                                        it.argument().at(),
                                        needs(it.argument().value()))));
        folder.resources.forEach(
                (name, it) ->
                        graph.put(name, new Node(it.file(), it.block().at(), needs(it.body()))));
        folder.outputs.forEach(
                (name, it) ->
                        graph.put(
                                "output." + name,
                                new Node(it.file(), it.block().at(), needs(it.body()))));
        folder.modules.forEach((name, it) -> module(folder, name, it, graph));
        return graph;
    }

    private void module(Folder folder, String name, Folder.Declared call, Map<String, Node> graph) {
        String prefix = "module." + name;
        Set<String> whole = new LinkedHashSet<>();
        Set<String> shared = new LinkedHashSet<>();
        for (String meta : List.of("count", "for_each", "depends_on")) {
            call.body().argument(meta).ifPresent(it -> shared.addAll(needs(it.value())));
        }
        for (Body.Argument it : call.body().arguments()) {
            String input = prefix + "(" + it.name() + ")";
            whole.add(input);
            graph.put(input, new Node(call.file(), it.at(), needs(it.value())));
        }
        whole.addAll(shared);
        graph.put(prefix, new Node(call.file(), call.block().at(), whole));
        Folder called = folder.module(folders, name);
        if (called == null) {
            return;
        }
        called.outputs
                .keySet()
                .forEach(
                        output -> {
                            Set<String> needs = new LinkedHashSet<>(shared);
                            reached(called, "output." + output).stream()
                                    .filter(it -> it.startsWith("var."))
                                    .forEach(it -> needs.add(prefix + "(" + it.substring(4) + ")"));
                            graph.put(
                                    prefix + "." + output,
                                    new Node(call.file(), call.block().at(), needs));
                        });
    }

    private Set<String> reached(Folder folder, String start) {
        Map<String, Node> graph = graph(folder);
        Set<String> seen = new LinkedHashSet<>();
        List<String> open = new ArrayList<>(List.of(start));
        while (!open.isEmpty()) {
            String next = open.removeLast();
            Node node = graph.get(next);
            if (node != null && seen.add(next)) {
                open.addAll(node.needs());
            }
        }
        return seen;
    }

    private static Set<String> needs(Body body) {
        Set<String> all = new LinkedHashSet<>();
        body.arguments().forEach(it -> all.addAll(needs(it.value())));
        body.blocks().forEach(it -> all.addAll(needs(it.body())));
        return all;
    }

    private static Set<String> needs(Expression expression) {
        Map<String, Boolean> all = new LinkedHashMap<>();
        collect(expression, all);
        return all.keySet();
    }

    private static void collect(Expression expression, Map<String, Boolean> into) {
        Traversal it = Traversal.of(expression);
        if (!it.name().isEmpty()) {
            into.put(node(it), true);
            it.steps()
                    .forEach(
                            step -> {
                                if (step instanceof Expression.Index index) {
                                    collect(index.key(), into);
                                }
                            });
            return;
        }
        expression.parts().forEach(part -> collect(part, into));
    }

    /// The node that a reference needs.
    private static String node(Traversal it) {
        return switch (it.name()) {
            case "data", "ephemeral" -> it.name() + "." + it.member(0) + "." + it.member(1);
            case "module" -> {
                String output = it.member(1).isEmpty() ? it.member(2) : it.member(1);
                yield "module." + it.member(0) + (output.isEmpty() ? "" : "." + output);
            }
            default -> it.name() + "." + it.member(0);
        };
    }
}
