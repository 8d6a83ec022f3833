package dev.twinkeel.aws.schema;

import dev.twinkeel.aws.schema.Schema.Attribute;
import dev.twinkeel.aws.schema.Schema.Block;
import dev.twinkeel.aws.schema.Schema.Kind;
import java.util.Map;
import java.util.Optional;

/// The schema of a `resource`, `data` or `ephemeral` block.
final class Blocks {
    /// What Terraform itself brings.
    private static final Map<String, Block> BUILT_IN =
            Map.of(
                    "resource terraform_data",
                    Block.of(
                            Map.of(
                                    "id", told(Types.STRING),
                                    "input", written(Types.ANY),
                                    "output", told(Types.ANY),
                                    "triggers_replace", written(Types.ANY)),
                            Map.of()),
                    "data terraform_remote_state",
                    Block.of(
                            Map.of(
                                    "backend", new Attribute(true, false, false, Types.STRING),
                                    "config", written(Types.ANY),
                                    "defaults", written(Types.ANY),
                                    "workspace", written(Types.STRING),
                                    "outputs", told(Types.ANY)),
                            Map.of()));

    private Blocks() {}

    private static Attribute told(Type type) {
        return new Attribute(false, false, true, type);
    }

    private static Attribute written(Type type) {
        return new Attribute(false, true, false, type);
    }

    static Optional<Block> of(Body.Block block, Schema schema) {
        Block builtIn = BUILT_IN.get(block.type() + " " + block.label(0));
        return builtIn != null ? Optional.of(builtIn) : schema.find(kind(block), block.label(0));
    }

    static Kind kind(Body.Block block) {
        return switch (block.type()) {
            case "data" -> Kind.DATA;
            case "ephemeral" -> Kind.EPHEMERAL;
            default -> Kind.RESOURCE;
        };
    }
}
