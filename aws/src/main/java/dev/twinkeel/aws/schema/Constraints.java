package dev.twinkeel.aws.schema;

import dev.twinkeel.aws.schema.Expression.Call;
import dev.twinkeel.aws.schema.Expression.Entries;
import dev.twinkeel.aws.schema.Expression.Items;
import dev.twinkeel.aws.schema.Expression.Literal;
import dev.twinkeel.aws.schema.Expression.Name;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `type` of a variable.
final class Constraints {
    private static final List<String> WORDS =
            List.of("string", "number", "bool", "any", "list", "set", "map", "object", "tuple");

    private Constraints() {}

    static Type of(Folder.@Nullable Declared variable) {
        if (variable == null) {
            return Types.ANY;
        }
        return variable.body()
                .argument("type")
                .map(it -> type(it.value(), variable.file(), Findings.silent()))
                .orElse(Types.ANY);
    }

    static Type type(Expression it, String file, Findings findings) {
        return switch (it) {
            case Name name -> word(name, file, findings);
            case Call call -> call(call, file, findings);
            case Literal _, Expression.Template _ -> wrong(it, file, findings);
            case Items _, Entries _, Expression.For _, Expression.Choice _ ->
                    wrong(it, file, findings);
            case Expression.Operation _, Expression.Unary _ -> wrong(it, file, findings);
            case Expression.Member _, Expression.Index _, Expression.Splat _ ->
                    wrong(it, file, findings);
        };
    }

    private static Type word(Name it, String file, Findings findings) {
        return switch (it.name()) {
            case "string" -> Types.STRING;
            case "number" -> Types.NUMBER;
            case "bool" -> Types.BOOL;
            case "any" -> Types.ANY;
            default -> {
                findings.unknown(file, it.at(), "type", it.name(), "it is no type", WORDS);
                yield Types.ANY;
            }
        };
    }

    private static Type call(Call it, String file, Findings findings) {
        if (it.arguments().isEmpty()) {
            return wrong(it, file, findings);
        }
        Expression first = it.arguments().getFirst();
        return switch (it.name()) {
            case "list" -> new Type.Listed(type(first, file, findings));
            case "set" -> new Type.Setted(type(first, file, findings));
            case "map" -> new Type.Mapped(type(first, file, findings));
            case "optional" -> type(first, file, findings);
            case "object" ->
                    first instanceof Entries entries
                            ? object(entries, file, findings)
                            : wrong(it, file, findings);
            case "tuple" ->
                    first instanceof Items items
                            ? new Type.Tuple(
                                    items.items().stream()
                                            .map(one -> type(one, file, findings))
                                            .toList())
                            : wrong(it, file, findings);
            default -> {
                findings.unknown(file, it.at(), "type", it.name(), "it is no type", WORDS);
                yield Types.ANY;
            }
        };
    }

    private static Type object(Entries entries, String file, Findings findings) {
        Map<String, Type> members = new LinkedHashMap<>();
        Set<String> optional = new HashSet<>();
        for (Expression.Entry entry : entries.entries()) {
            if (entry.key() instanceof Literal key && key.value() != null) {
                String name = String.valueOf(key.value());
                members.put(name, type(entry.value(), file, findings));
                if (entry.value() instanceof Call call && call.name().equals("optional")) {
                    optional.add(name);
                }
            }
        }
        return new Type.Structure(members, optional);
    }

    private static Type wrong(Expression it, String file, Findings findings) {
        findings.add(
                file,
                it.at(),
                "type",
                Typing.written(it),
                "it is no type",
                "write string, number, bool, list(…), set(…), map(…), object({…}) or any");
        return Types.ANY;
    }
}
