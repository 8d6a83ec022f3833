package dev.twinkeel.aws.schema;

import dev.twinkeel.aws.schema.Expression.Call;
import dev.twinkeel.aws.schema.Expression.Literal;
import dev.twinkeel.aws.schema.Expression.Member;
import dev.twinkeel.aws.schema.Expression.Name;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks ranges of addresses that are computed: `cidrsubnet` of what the root's call gives, also
/// over a list whose length is written. A subnet lies in its network, beside the others, and is of
/// a size that AWS takes. What depends on anything else is not decided here. Not for several
/// threads.
final class Ranges {
    /// AWS's own bounds for networks and subnets.
    private static final int BITS_LEAST = 16;

    private static final int BITS_MOST = 28;
    private static final int BITS = 32;

    /// More elements than any list of zones or tiers has.
    private static final int ELEMENTS_MAX = 64;

    private final Resource resource;
    private final Findings findings;

    private Ranges(Resource resource, Findings findings) {
        this.resource = resource;
        this.findings = findings;
    }

    /// @param file where its subnet is written
    private record Placed(Cidr range, String file, At at, String path) {}

    static void check(List<Resource> resources, Findings findings) {
        Set<Resource.Context> seen = new HashSet<>();
        Map<Resource.Context, List<Placed>> subnets = new HashMap<>();
        for (Resource it : resources) {
            var ranges = new Ranges(it, findings);
            if (seen.add(it.context())) {
                ranges.locals();
            }
            if (it.type().equals("aws_subnet") || it.type().equals("aws_vpc")) {
                ranges.body();
            }
            if (it.type().equals("aws_subnet")) {
                subnets.computeIfAbsent(it.context(), _ -> new ArrayList<>())
                        .addAll(ranges.subnets());
            }
        }
        for (Resource it : resources) {
            if (it.type().equals("aws_vpc")) {
                new Ranges(it, findings).network(subnets.getOrDefault(it.context(), List.of()));
            }
        }
    }

    /// Subnets of a network that lie outside it or in each other.
    private void network(List<Placed> subnets) {
        Optional<Cidr> all = written("cidr_block").flatMap(it -> range(it, Map.of()));
        for (int i = 0; i < subnets.size(); i++) {
            Placed it = subnets.get(i);
            if (all.isPresent() && !all.get().holds(it.range())) {
                wrong(it, "it lies outside the network's " + all.get());
            }
            for (Placed other : subnets.subList(0, i)) {
                if (other.range().overlaps(it.range())) {
                    wrong(it, "it overlaps the subnet " + other.range());
                }
            }
        }
    }

    private void wrong(Placed it, String fault) {
        findings.add(
                it.file(),
                it.at(),
                it.path(),
                it.range().toString(),
                fault,
                "give each subnet a range of its own, in its network");
    }

    private void locals() {
        resource.locals()
                .forEach(
                        (name, local) ->
                                calls(local.argument().value(), Map.of(), local.file(), name));
    }

    private void body() {
        written("cidr_block")
                .ifPresent(it -> calls(it, Map.of(), resource.file(), resource.name()));
    }

    /// Every call in it that can be computed.
    private void calls(Expression it, Map<String, Integer> names, String file, String path) {
        if (it instanceof Expression.For loop) {
            for (Map<String, Integer> each : turns(loop, names)) {
                calls(loop.result(), each, file, path);
            }
            return;
        }
        if (it instanceof Call call && subnet(call)) {
            computed(call, names, file, path);
        }
        it.parts().forEach(part -> calls(part, names, file, path));
    }

    private void computed(Call call, Map<String, Integer> names, String file, String path) {
        Cidr of = range(call.arguments().get(0), names).orElse(null);
        Integer more = number(call.arguments().get(1), names);
        Integer which = number(call.arguments().get(2), names);
        if (of == null || more == null || which == null) {
            return;
        }
        String said = "cidrsubnet(%s, %d, %d)".formatted(of, more, which);
        if (more < 0 || of.bits() + more > BITS) {
            findings.add(
                    file,
                    call.at(),
                    path,
                    said,
                    "%s has no room for %d bits more".formatted(of, more),
                    "give the network a wider range, or fewer bits");
        } else if (which < 0 || which >= 1L << more) {
            findings.add(
                    file,
                    call.at(),
                    path,
                    said,
                    "%d bits count from 0 to %d".formatted(more, (1L << more) - 1),
                    "give a number in that range, or more bits");
        }
    }

    /// The ranges of a subnet's resource: one, or one for each element of its `for_each`.
    private List<Placed> subnets() {
        List<Placed> placed = new ArrayList<>();
        Expression block = written("cidr_block").orElse(null);
        if (block instanceof Member member
                && member.of() instanceof Name name
                && name.name().equals("each")) {
            each().ifPresent(
                            loop -> {
                                for (Map<String, Integer> names : turns(loop, Map.of())) {
                                    range(loop.result(), names)
                                            .ifPresent(it -> placed.add(placed(it, loop.at())));
                                }
                            });
        } else if (block != null) {
            range(block, Map.of()).ifPresent(it -> placed.add(placed(it, block.at())));
        }
        placed.stream()
                .filter(it -> it.range().bits() < BITS_LEAST || it.range().bits() > BITS_MOST)
                .forEach(it -> wrong(it, "AWS takes subnets from /16 to /28"));
        return placed;
    }

    private Placed placed(Cidr range, At at) {
        return new Placed(range, resource.file(), at, resource.type() + "." + resource.name());
    }

    private Optional<Expression.For> each() {
        return written("for_each")
                .map(this::resolved)
                .filter(Expression.For.class::isInstance)
                .map(Expression.For.class::cast);
    }

    /// What the names of a loop stand for, turn by turn; none when its length is not written. Only
    /// positions are known, never elements.
    private List<Map<String, Integer>> turns(Expression.For loop, Map<String, Integer> names) {
        int length = length(resolved(loop.in()));
        List<Map<String, Integer>> turns = new ArrayList<>();
        for (int i = 0; i < Math.min(length, ELEMENTS_MAX) && loop.key() != null; i++) {
            Map<String, Integer> turn = new HashMap<>(names);
            turn.put(loop.key(), i);
            turns.add(turn);
        }
        return turns;
    }

    private int length(Expression it) {
        if (it instanceof Expression.Items items) {
            return items.items().size();
        }
        if (it instanceof Call call
                && call.name().equals("slice")
                && call.arguments().size() == 3) {
            Integer from = number(call.arguments().get(1), Map.of());
            Integer to = number(call.arguments().get(2), Map.of());
            return from == null || to == null ? 0 : to - from;
        }
        return 0;
    }

    /// What a local stands for.
    private Expression resolved(Expression it) {
        if (it instanceof Member member
                && member.of() instanceof Name name
                && name.name().equals("local")) {
            Folder.Local local = resource.locals().get(member.name());
            return local == null ? it : local.argument().value();
        }
        return it;
    }

    private Optional<Cidr> range(Expression it, Map<String, Integer> names) {
        if (it instanceof Call call && subnet(call)) {
            Optional<Cidr> of = range(call.arguments().get(0), names);
            Integer more = number(call.arguments().get(1), names);
            Integer which = number(call.arguments().get(2), names);
            return more == null || which == null
                    ? Optional.empty()
                    : of.flatMap(found -> found.part(more, which));
        }
        return resource.evaluated(it) instanceof String text ? Cidr.parse(text) : Optional.empty();
    }

    private @Nullable Integer number(Expression it, Map<String, Integer> names) {
        if (it instanceof Name name) {
            return names.get(name.name());
        }
        if (it instanceof Literal literal && literal.value() instanceof BigDecimal number) {
            return number.intValue();
        }
        if (it instanceof Expression.Operation sum) {
            Integer left = number(sum.left(), names);
            Integer right = number(sum.right(), names);
            return left == null || right == null
                    ? null
                    : switch (sum.operator()) {
                        case "+" -> Integer.valueOf(left + right);
                        case "-" -> Integer.valueOf(left - right);
                        case "*" -> Integer.valueOf(left * right);
                        default -> null;
                    };
        }
        Object value = resource.evaluated(it);
        return value != null && value.toString().matches("-?\\d{1,9}")
                ? Integer.valueOf(value.toString())
                : null;
    }

    private static boolean subnet(Call call) {
        return call.name().equals("cidrsubnet") && call.arguments().size() == 3;
    }

    private Optional<Expression> written(String argument) {
        return resource.argument(argument).map(Body.Argument::value);
    }
}
