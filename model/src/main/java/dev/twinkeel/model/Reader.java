package dev.twinkeel.model;

import dev.twinkeel.model.Shape.Entries;
import dev.twinkeel.model.Shape.Flag;
import dev.twinkeel.model.Shape.Frequency;
import dev.twinkeel.model.Shape.Items;
import dev.twinkeel.model.Shape.OneOrMore;
import dev.twinkeel.model.Shape.Part;
import dev.twinkeel.model.Shape.Reference;
import dev.twinkeel.model.Shape.Section;
import dev.twinkeel.model.Shape.Text;
import dev.twinkeel.model.Shape.Time;
import dev.twinkeel.model.Shape.Whole;
import dev.twinkeel.model.Shape.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Holds YAML nodes against the shapes of [Keys]. It descends with the shape, so it ends even when
/// an alias makes the nodes a circle.
final class Reader {
    /// Aliases may make few nodes many; this bounds the visits.
    private static final int VISITS_MAX = 200_000;

    private final Problems problems;
    private final Values values;
    private int visits;

    Reader(Problems problems) {
        this.problems = problems;
        this.values = new Values(problems);
    }

    Written read(Node node, Shape shape, String path) {
        visits++;
        if (problems.full() || visits > VISITS_MAX) {
            if (visits == VISITS_MAX + 1) {
                wrong(node, path, "too many values through aliases", "expected fewer aliases");
            }
            return new Written.Broken(Place.of(node));
        }
        return switch (shape) {
            case Section section -> section(node, section, path);
            case Entries entries -> entries(node, entries, path);
            case Items items -> items(node, items, path);
            case OneOrMore some -> oneOrMore(node, some, path);
            case Text _, Reference _, Word _, Whole _, Flag _, Time _, Part _, Frequency _ ->
                    leaf(node, shape, path);
        };
    }

    private Written section(Node node, Section section, String path) {
        if (nothing(node) && section.mayBeEmpty()) {
            return Written.Group.empty(Place.of(node));
        }
        if (!(node instanceof MappingNode mapping) || !node.getTag().equals(Tag.MAP)) {
            return wrong(node, path, fault(node), section.expected());
        }
        var group = Written.Group.empty(Place.of(node));
        var meant = new HashSet<String>();
        for (NodeTuple tuple : mapping.getValue()) {
            Optional<String> name = key(tuple, group.keys(), path);
            if (name.isEmpty()) {
                continue;
            }
            var key = section.keys().stream().filter(it -> it.name().equals(name.get())).findAny();
            if (key.isPresent()) {
                put(group, tuple, name.get(), key.get().shape(), path);
            } else {
                meant.addAll(unknown(tuple.getKeyNode(), name.get(), section, path));
            }
        }
        for (Key key : section.keys()) {
            boolean there = group.keys().containsKey(key.name()) || meant.contains(key.name());
            if (key.required() && !there) {
                missing(node, key, path);
            }
        }
        return group;
    }

    private Written entries(Node node, Entries shape, String path) {
        if (nothing(node) && shape.min() == 0) {
            return Written.Group.empty(Place.of(node));
        }
        if (!(node instanceof MappingNode mapping) || !node.getTag().equals(Tag.MAP)) {
            return wrong(node, path, fault(node), shape.expected());
        }
        var group = Written.Group.empty(Place.of(node));
        for (NodeTuple tuple : mapping.getValue()) {
            Optional<String> name = key(tuple, group.keys(), path);
            if (name.isEmpty()) {
                continue;
            }
            if (!values.fits(name.get(), shape.key())) {
                problems.add(
                        Place.of(tuple.getKeyNode()),
                        join(path, name.get()),
                        name.get(),
                        "%s is not %s".formatted(Problems.quoted(name.get()), shape.key().kind()),
                        shape.key().expected());
            }
            put(group, tuple, name.get(), shape.value(), path);
        }
        int size = group.keys().size();
        if (size < shape.min() || size > shape.max()) {
            // The names still count: other keys may refer to them.
            wrong(node, path, "%d are written".formatted(size), shape.expected());
        }
        return group;
    }

    private Written items(Node node, Items shape, String path) {
        if (!(node instanceof SequenceNode sequence) || !node.getTag().equals(Tag.SEQ)) {
            return wrong(node, path, fault(node), shape.expected());
        }
        int size = sequence.getValue().size();
        if (size < shape.min() || size > shape.max()) {
            return wrong(node, path, "%d are written".formatted(size), shape.expected());
        }
        var entries = new ArrayList<Written>();
        var seen = new HashSet<Object>();
        for (Node item : sequence.getValue()) {
            String itemPath = "%s[%d]".formatted(path, entries.size());
            Written entry = read(item, shape.item(), itemPath);
            if (entry instanceof Written.Leaf leaf && !seen.add(leaf.value())) {
                wrong(
                        item,
                        itemPath,
                        Problems.quoted(String.valueOf(leaf.value())) + " is there twice",
                        "expected it once: remove one");
            }
            entries.add(entry);
        }
        return new Written.Items(Place.of(node), List.copyOf(entries));
    }

    private Written oneOrMore(Node node, OneOrMore shape, String path) {
        return node instanceof SequenceNode
                ? items(node, new Items(shape.one(), 1, shape.max()), path)
                : new Written.Items(Place.of(node), List.of(read(node, shape.one(), path)));
    }

    private Written leaf(Node node, Shape shape, String path) {
        if (!(node instanceof ScalarNode scalar) || nothing(node)) {
            return wrong(node, path, fault(node), shape.expected());
        }
        return values.read(scalar, shape, path)
                .<Written>map(value -> new Written.Leaf(Place.of(node), value))
                .orElseGet(() -> new Written.Broken(Place.of(node)));
    }

    private void put(Written.Group group, NodeTuple tuple, String name, Shape shape, String path) {
        group.keys().put(name, Place.of(tuple.getKeyNode()));
        group.entries().put(name, read(tuple.getValueNode(), shape, join(path, name)));
    }

    /// The key's text, unless it is none or was there before.
    private Optional<String> key(NodeTuple tuple, Map<String, Place> before, String path) {
        Node node = tuple.getKeyNode();
        if (!(node instanceof ScalarNode scalar)) {
            wrong(node, path, "a key that is no text", "expected `key: value`");
            return Optional.empty();
        }
        String name = scalar.getValue();
        Place first = before.get(name);
        if (first != null) {
            problems.add(
                    Place.of(node),
                    join(path, name),
                    name,
                    "key %s is there twice".formatted(Problems.quoted(name)),
                    "expected it once: the first is in line " + first.line());
            return Optional.empty();
        }
        return Optional.of(name);
    }

    /// Gives the key that was probably meant, so that it is not called missing too.
    private Set<String> unknown(Node node, String name, Section section, String path) {
        Optional<String> nearest = Nearest.of(name, section.names());
        problems.add(
                Place.of(node),
                join(path, name),
                name,
                "unknown key " + Problems.quoted(name),
                "expected one of " + String.join(", ", section.names()),
                nearest);
        return nearest.map(Set::of).orElse(Set.of());
    }

    private void missing(Node node, Key key, String path) {
        problems.add(
                Place.of(node),
                path,
                "",
                "key \"%s\" is missing".formatted(key.name()),
                "expected %s: %s".formatted(key.name(), key.meaning())
                        + (key.example().isEmpty() ? "" : ", such as " + key.example()));
    }

    private Written wrong(Node node, String path, String fault, String expected) {
        String value = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        problems.add(Place.of(node), path, value, fault, expected);
        return new Written.Broken(Place.of(node));
    }

    private static String fault(Node node) {
        if (node instanceof ScalarNode scalar) {
            return nothing(node)
                    ? "nothing is written"
                    : "%s is written".formatted(Problems.quoted(scalar.getValue()));
        }
        boolean plain = node.getTag().equals(Tag.MAP) || node.getTag().equals(Tag.SEQ);
        if (!plain) {
            return "tag %s is written".formatted(Problems.shown(node.getTag().getValue()));
        }
        return node instanceof MappingNode ? "a section is written" : "a list is written";
    }

    private static boolean nothing(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
