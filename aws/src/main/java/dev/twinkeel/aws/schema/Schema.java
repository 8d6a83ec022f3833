package dev.twinkeel.aws.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;

/// What every type of the Terraform provider hashicorp/aws accepts and tells, as the provider
/// itself says it. Thread-safe.
public final class Schema {
    private static final String FILE = "aws.json.gz";

    /// Where a type is used.
    public enum Kind {
        RESOURCE("resources"),
        DATA("data"),
        EPHEMERAL("ephemeral");

        private final String key;

        Kind(String key) {
            this.key = key;
        }
    }

    /// How often and how a nested block may be written.
    public enum Nesting {
        SINGLE,
        LIST,
        SET,
        MAP
    }

    /// @param computed the provider tells it when nobody writes it
    public record Attribute(boolean required, boolean optional, boolean computed, Type type) {
        /// Somebody may write it.
        public boolean settable() {
            return required || optional;
        }
    }

    /// @param max 0 means any number
    public record Nested(Nesting nesting, int min, int max, Block block) {
        /// What a reference to it gives.
        public Type type() {
            return nested(nesting, block.type());
        }
    }

    /// Arguments, attributes and nested blocks by their names.
    ///
    /// @param type what a reference to the whole gives
    public record Block(Map<String, Attribute> attributes, Map<String, Nested> blocks, Type type) {
        static Block of(Map<String, Attribute> attributes, Map<String, Nested> blocks) {
            Map<String, Type> members = new LinkedHashMap<>();
            attributes.forEach((name, it) -> members.put(name, it.type()));
            blocks.forEach((name, it) -> members.put(name, it.type()));
            return new Block(attributes, blocks, new Type.Structure(members, Set.of()));
        }

        public Set<String> names() {
            Set<String> names = new TreeSet<>(attributes.keySet());
            names.addAll(blocks.keySet());
            return names;
        }
    }

    private static final class Loaded {
        private static final Schema SCHEMA = new Schema(read());
    }

    private final JsonNode root;
    private final Map<String, Block> blocks = new ConcurrentHashMap<>();
    private final Block provider;

    private Schema(JsonNode root) {
        this.root = root;
        this.provider = block(root.path("provider_block"));
    }

    /// The schema that is part of this program; read once.
    public static Schema aws() {
        return Loaded.SCHEMA;
    }

    /// Of the provider, `6.66.0`.
    public String version() {
        return root.path("version").asText();
    }

    public Optional<Block> find(Kind kind, String type) {
        JsonNode node = root.path(kind.key).path(type);
        return node.isMissingNode()
                ? Optional.empty()
                : Optional.of(
                        blocks.computeIfAbsent(
                                kind.key + type,
                                _ -> kind == Kind.RESOURCE ? identified(node) : block(node)));
    }

    /// The libraries that providers are written with tell a resource's `id` as if one could set it,
    /// and refuse it when somebody does ("invalid or unknown key: id").
    private static Block identified(JsonNode node) {
        Block block = block(node);
        Attribute id = block.attributes().get("id");
        if (id == null || !id.computed() || !id.optional()) {
            return block;
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>(block.attributes());
        attributes.put("id", new Attribute(false, false, true, id.type()));
        return Block.of(attributes, block.blocks());
    }

    /// What a `provider "aws"` accepts.
    public Block provider() {
        return provider;
    }

    public Set<String> types(Kind kind) {
        Set<String> names = new TreeSet<>();
        root.path(kind.key).fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode read() {
        try (var in = Schema.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(
                        "read " + FILE + ": it is not in this program; build the module aws again");
            }
            return new ObjectMapper().readTree(new GZIPInputStream(in).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("read " + FILE, e);
        }
    }

    private static Block block(JsonNode node) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        node.path("a")
                .properties()
                .forEach(it -> attributes.put(it.getKey(), attribute(it.getValue())));
        Map<String, Nested> blocks = new LinkedHashMap<>();
        node.path("b").properties().forEach(it -> blocks.put(it.getKey(), nested(it.getValue())));
        return Block.of(attributes, blocks);
    }

    private static Nested nested(JsonNode node) {
        return new Nested(
                nesting(node.get(0)), node.get(1).asInt(), node.get(2).asInt(), block(node.get(3)));
    }

    private static Nesting nesting(JsonNode word) {
        return Nesting.valueOf(word.asText().toUpperCase(java.util.Locale.ROOT));
    }

    private static Attribute attribute(JsonNode node) {
        if (node.isTextual()) {
            String[] words = node.asText().split(" ", 2);
            return attribute(words[0], Types.parse(words[1]));
        }
        Block inner = block(node.get(2));
        Map<String, Type> members = new LinkedHashMap<>();
        Set<String> optional = new HashSet<>();
        inner.attributes()
                .forEach(
                        (name, it) -> {
                            members.put(name, it.type());
                            if (!it.required()) {
                                optional.add(name);
                            }
                        });
        inner.blocks().forEach((name, it) -> members.put(name, it.type()));
        return attribute(
                node.get(0).asText(),
                nested(nesting(node.get(1)), new Type.Structure(members, optional)));
    }

    private static Attribute attribute(String flags, Type type) {
        return new Attribute(flags.contains("r"), flags.contains("o"), flags.contains("c"), type);
    }

    private static Type nested(Nesting nesting, Type inner) {
        return switch (nesting) {
            case SINGLE -> inner;
            case LIST -> new Type.Listed(inner);
            case SET -> new Type.Setted(inner);
            case MAP -> new Type.Mapped(inner);
        };
    }
}
