package dev.twinkeel.aws.proof;

import dev.twinkeel.aws.schema.Schema.Attribute;
import dev.twinkeel.aws.schema.Schema.Block;
import dev.twinkeel.aws.schema.Schema.Nested;
import dev.twinkeel.aws.schema.Schema.Nesting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Marks what AWS will decide, and later puts in what it decided.
final class Filling {
    /// These name others of the same thing.
    private static final List<String> LAST = List.of("arn", "id");

    private Filling() {}

    /// What nobody wrote and AWS tells becomes unknown; what is never given back, nothing.
    static Map<String, @Nullable Object> planned(
            Block block, Map<String, @Nullable Object> proposed) {
        return planned(block, proposed, false);
    }

    /// @param member of a set, which is found again only by what was written
    private static Map<String, @Nullable Object> planned(
            Block block, Map<String, @Nullable Object> proposed, boolean member) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>(proposed);
        block.attributes()
                .forEach(
                        (name, it) -> {
                            boolean told = it.computed() && !(member && it.optional());
                            if (Described.writeOnly(name, it)) {
                                result.put(name, null);
                            } else if (told && result.get(name) == null) {
                                result.put(name, Values.UNKNOWN);
                            }
                        });
        block.blocks()
                .forEach(
                        (name, it) -> {
                            boolean inSet = member || it.nesting() == Nesting.SET;
                            result.computeIfPresent(
                                    name, (_, value) -> inside(it, value, null, inSet));
                        });
        return result;
    }

    /// Everything unknown becomes known.
    static Map<String, @Nullable Object> applied(
            Block block, Map<String, @Nullable Object> planned, Facts facts) {
        Map<String, @Nullable Object> result = facts.values();
        result.putAll(planned);
        List<String> names = new ArrayList<>(block.attributes().keySet());
        names.removeAll(LAST);
        names.addAll(LAST);
        for (String name : names) {
            Attribute it = block.attributes().get(name);
            if (it == null) {
                continue;
            }
            if (Described.writeOnly(name, it)) {
                result.put(name, null);
            } else if (Values.unknown(result.get(name))) {
                result.put(name, null);
                result.put(name, facts.of(name, it.type()));
            } else {
                result.put(name, known(name, result.get(name), it, facts));
            }
        }
        block.blocks()
                .forEach(
                        (name, it) ->
                                result.computeIfPresent(
                                        name, (_, value) -> inside(it, value, facts, false)));
        return result;
    }

    /// Unknowns deep in a value that somebody wrote.
    private static @Nullable Object known(
            String name, @Nullable Object value, Attribute it, Facts facts) {
        return switch (value) {
            case List<?> items -> {
                List<@Nullable Object> all = new ArrayList<>();
                items.forEach(
                        one ->
                                all.add(
                                        Values.unknown(one)
                                                ? facts.of(name, it.type().element())
                                                : one));
                yield all;
            }
            case Map<?, ?> entries -> {
                Map<String, @Nullable Object> all = new LinkedHashMap<>();
                entries.forEach(
                        (key, one) ->
                                all.put(
                                        String.valueOf(key),
                                        Values.unknown(one)
                                                ? facts.of(String.valueOf(key), it.type().element())
                                                : one));
                yield all;
            }
            case null, default -> value;
        };
    }

    /// @param facts null while it is planned
    private static @Nullable Object inside(
            Nested nested, @Nullable Object value, @Nullable Facts facts, boolean member) {
        return switch (value) {
            case List<?> items -> {
                List<@Nullable Object> all = new ArrayList<>();
                items.forEach(it -> all.add(one(nested, it, facts, member)));
                yield all;
            }
            case Map<?, ?> entries -> {
                if (nested.nesting() != Nesting.MAP) {
                    yield one(nested, entries, facts, member);
                }
                Map<String, @Nullable Object> all = new LinkedHashMap<>();
                entries.forEach(
                        (key, it) -> all.put(String.valueOf(key), one(nested, it, facts, member)));
                yield all;
            }
            case null, default -> value;
        };
    }

    private static @Nullable Object one(
            Nested nested, @Nullable Object it, @Nullable Facts facts, boolean member) {
        if (!(it instanceof Map<?, ?>)) {
            return it;
        }
        Map<String, @Nullable Object> object = Values.object(it);
        if (facts == null) {
            return planned(nested.block(), object, member);
        }
        var inner = new Facts(facts.account(), facts.type(), facts.region(), new LinkedHashMap<>());
        return applied(nested.block(), object, inner);
    }
}
