package dev.twinkeel.aws.proof;

import dev.twinkeel.aws.schema.Schema.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What AWS decides and nobody may write. Terraform itself lets it pass: it leaves the refusal to
/// the provider, whose libraries (terraform-plugin-sdk, `schemaMap.validate`;
/// terraform-plugin-framework, `fwserver`) give it while they validate.
final class Decided {
    private Decided() {}

    /// @param values of a configuration, null where nobody wrote anything
    static List<String> refusals(Block block, Map<String, @Nullable Object> values) {
        List<String> all = new ArrayList<>();
        refusals(block, values, "", all);
        return all;
    }

    private static void refusals(
            Block block, Map<String, @Nullable Object> values, String path, List<String> all) {
        block.attributes()
                .forEach(
                        (name, it) -> {
                            if (!it.settable() && values.get(name) != null) {
                                all.add(
                                        "can't configure a value for \"%s%s\": its value will be decided automatically based on the result of applying this configuration"
                                                .formatted(path, name));
                            }
                        });
        block.blocks()
                .forEach(
                        (name, it) -> inside(it.block(), values.get(name), path + name + ".", all));
    }

    private static void inside(Block block, @Nullable Object value, String path, List<String> all) {
        if (value instanceof List<?> items) {
            items.forEach(it -> inside(block, it, path, all));
        } else if (value instanceof Map<?, ?> object) {
            refusals(block, Values.object(object), path, all);
        }
    }
}
