package dev.twinkeel.drill;

import dev.twinkeel.drill.Fault.Action;
import dev.twinkeel.drill.Fault.Means;
import dev.twinkeel.drill.Fault.Pulse;
import dev.twinkeel.drill.Fault.Target;
import dev.twinkeel.drill.Fault.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads what a scenario does: its fault, and the steps after it.
final class FaultReader {
    static final List<String> ACTIONS =
            Arrays.stream(Action.values())
                    .filter(it -> it != Action.NONE)
                    .map(Action::word)
                    .toList();
    static final List<String> TARGETS =
            Arrays.stream(Target.values())
                    .filter(it -> it != Target.NOTHING)
                    .map(Target::word)
                    .toList();
    private static final List<String> MEANS =
            List.of("from", "way", "by", "for", "every", "times", "accept-loss");
    private static final List<String> STEP = List.of("heal", "after", "when", "within");

    /// What a single process or server is, whose disk can be meddled with.
    private static final Set<Target> SERVERS =
            Set.of(Target.DATABASE, Target.REPLICA, Target.STANDBYS);

    /// What shares the links of its place with others.
    private static final EnumSet<Target> PROCESSES =
            EnumSet.of(Target.CACHE, Target.REPLICATION, Target.OTHER_BUCKETS, Target.QUEUE);

    /// What stands nowhere.
    private static final EnumSet<Target> PAPERS = EnumSet.of(Target.CERTIFICATES);

    private static final Set<Target> REGIONS = Set.of(Target.REGION, Target.OTHER_REGION);

    /// Longer than any slow disk, and shorter than a client's patience with PostgreSQL.
    private static final Duration SLOWEST = Duration.ofMillis(100);

    private static final int TIMES_MAX = 1_000;
    private static final int STEPS_MAX = 30;

    private final Fields fields;

    FaultReader(Fields fields) {
        this.fields = fields;
    }

    /// The value of `fault` or `before`.
    Optional<Fault> one(Fields.Section top, String key, Node node) {
        if (!(node instanceof MappingNode mapping)) {
            top.wrong(
                    key,
                    "not one fault",
                    "expected `{ kill: region }`, one of "
                            + String.join(", ", ACTIONS)
                            + " and one of "
                            + String.join(", ", TARGETS)
                            + "; or none");
            return Optional.empty();
        }
        int told = fields.problems().size();
        Fields.Section section = fields.section(mapping, key, joined(ACTIONS, MEANS));
        return fault(section, fields.problems().size() > told);
    }

    /// @param misspelt a key of it is unknown, which was told already
    private Optional<Fault> fault(Fields.Section section, boolean misspelt) {
        List<String> named = ACTIONS.stream().filter(it -> section.node(it).isPresent()).toList();
        if (named.isEmpty() && misspelt) {
            return Optional.empty();
        }
        if (named.size() != 1) {
            section.missing(
                    named.isEmpty() ? "kill" : named.get(1),
                    "exactly one of " + String.join(", ", ACTIONS));
            return Optional.empty();
        }
        Action action = Action.valueOf(constant(named.getFirst()));
        Means means = means(section);
        Optional<Target> target =
                section.word(named.getFirst(), TARGETS)
                        .map(it -> Target.valueOf(constant(it)))
                        .filter(it -> fits(section, action, it));
        check(section, action, means);
        return target.map(it -> new Fault(action, it, means));
    }

    private static boolean fits(Fields.Section section, Action action, Target target) {
        Set<Target> allowed =
                switch (action) {
                    case MOVE -> Set.of(Target.DATABASE, Target.ZONE, Target.REGION);
                    case FAILOVER -> REGIONS;
                    case SLOW_DISK, FILL_DISK -> SERVERS;
                    case ERASE, RESTORE -> Set.of(Target.DATABASE);
                    case ROTATE -> Set.of(Target.DATABASE, Target.CERTIFICATES);
                    case KILL, FREEZE, NONE -> EnumSet.complementOf(PAPERS);
                    case POISON -> Set.of(Target.QUEUE);
                    case CUT -> {
                        EnumSet<Target> places = EnumSet.complementOf(PROCESSES);
                        places.removeAll(PAPERS);
                        yield places;
                    }
                };
        if (!allowed.contains(target)) {
            section.wrong(
                    action.word(),
                    "cannot be done to " + target.word(),
                    "expected one of "
                            + String.join(
                                    ", ", allowed.stream().map(Target::word).sorted().toList()));
        }
        return allowed.contains(target);
    }

    private Means means(Fields.Section section) {
        return new Means(
                from(section),
                section.word("way", List.of("both", "in", "out"))
                        .map(it -> Way.valueOf(constant(it)))
                        .orElse(Way.BOTH),
                time(section, "by"),
                pulse(section),
                section.word("accept-loss", List.of("true", "false"))
                        .orElse("false")
                        .equals("true"));
    }

    private List<Target> from(Fields.Section section) {
        Optional<Node> node = section.node("from");
        if (node.isPresent() && node.get() instanceof SequenceNode sequence) {
            List<Target> targets = new ArrayList<>();
            for (Node each : sequence.getValue()) {
                String word = each instanceof ScalarNode scalar ? scalar.getValue() : "";
                if (TARGETS.contains(word)) {
                    targets.add(Target.valueOf(constant(word)));
                } else {
                    section.wrong(
                            "from",
                            "not a list of targets",
                            "expected some of " + String.join(", ", TARGETS));
                }
            }
            return targets;
        }
        return section.word("from", TARGETS).map(it -> Target.valueOf(constant(it))).stream()
                .toList();
    }

    private static Optional<Pulse> pulse(Fields.Section section) {
        Optional<Duration> lasting = time(section, "for");
        if (lasting.isEmpty()) {
            for (String key : List.of("every", "times")) {
                if (section.node(key).isPresent()) {
                    section.missing("for", "how long it lasts each time, `for: 700ms`");
                }
            }
            return Optional.empty();
        }
        int times = section.whole("times", 1, TIMES_MAX).orElse(1);
        Duration every = time(section, "every").orElse(lasting.get().multipliedBy(2));
        if (every.compareTo(lasting.get()) <= 0) {
            section.wrong("every", "not longer than it lasts", "expected more than `for`");
        }
        return Optional.of(new Pulse(lasting.get(), every, times));
    }

    private static void check(Fields.Section section, Action action, Means means) {
        if (action != Action.CUT && (!means.from().isEmpty() || means.way() != Way.BOTH)) {
            section.wrong(
                    means.from().isEmpty() ? "way" : "from", "not of a cut", "expected with `cut`");
        }
        boolean measured = action == Action.SLOW_DISK;
        if (measured != means.by().isPresent()) {
            if (measured) {
                section.missing("by", "by how much, `by: 100ms`");
            } else {
                section.wrong("by", "not of this", "expected with `slow-disk`");
            }
        }
        if (action == Action.SLOW_DISK
                && means.by().filter(it -> it.compareTo(SLOWEST) > 0).isPresent()) {
            section.wrong("by", "more than can be done", "expected at most " + Words.time(SLOWEST));
        }
        if (action != Action.FAILOVER && means.acceptLoss()) {
            section.wrong("accept-loss", "not of a failover", "expected with `failover`");
        }
        boolean order =
                switch (action) {
                    case MOVE, FAILOVER, ERASE, RESTORE, ROTATE, POISON -> true;
                    case KILL, FREEZE, CUT, SLOW_DISK, FILL_DISK, NONE -> false;
                };
        if (means.pulse().isPresent() && order) {
            section.wrong("for", "cannot be undone", "expected with what can be healed");
        }
    }

    /// The steps after the fault.
    List<Step> then(Fields.Section top) {
        Optional<Node> node = top.node("then");
        if (node.isEmpty()) {
            return List.of();
        }
        if (!(node.get() instanceof SequenceNode sequence)
                || sequence.getValue().size() > STEPS_MAX) {
            top.wrong(
                    "then",
                    "not a list of at most " + STEPS_MAX + " steps",
                    "expected `- { heal: 1, after: 8s }` and the like");
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        for (Node each : sequence.getValue()) {
            int number = steps.size() + 2;
            Optional<Step> step = step(each, number);
            if (step.isEmpty()) {
                return List.of();
            }
            steps.add(step.get());
        }
        return steps;
    }

    private Optional<Step> step(Node node, int number) {
        String path = "then[" + number + "]";
        if (!(node instanceof MappingNode mapping)) {
            fields.wrong(node, path, "not a step", "expected `{ heal: 1, after: 8s }`");
            return Optional.empty();
        }
        int told = fields.problems().size();
        Fields.Section section =
                fields.section(mapping, path, joined(joined(ACTIONS, MEANS), STEP));
        boolean misspelt = fields.problems().size() > told;
        Optional<Integer> heal = section.whole("heal", 1, number - 1);
        Step.When when = when(section);
        if (section.node("heal").isPresent()) {
            for (String key : joined(ACTIONS, MEANS)) {
                if (section.node(key).isPresent()) {
                    section.wrong(key, "not of a heal", "expected a step of its own");
                }
            }
            return heal.map(it -> new Step(when, new Step.Deed.Heal(it)));
        }
        return fault(section, misspelt).map(it -> new Step(when, new Step.Deed.Inflict(it)));
    }

    private Step.When when(Fields.Section section) {
        Optional<String> stage = section.text("when");
        if (stage.isEmpty()) {
            if (section.node("within").isPresent()) {
                section.wrong("within", "of no stage", "expected with `when`");
            }
            return new Step.When.After(section.time("after", Duration.ZERO, false));
        }
        if (!Stages.NAMES.contains(stage.get())) {
            section.wrong("when", "no stage", "expected one of " + String.join(", ", Stages.NAMES));
        }
        return new Step.When.Reached(
                stage.get(),
                section.time("within", Step.DEFAULT_PATIENCE, true),
                section.time("after", Duration.ZERO, false));
    }

    private static Optional<Duration> time(Fields.Section section, String key) {
        return section.node(key).map(_ -> section.time(key, Duration.ofSeconds(1), true));
    }

    private static List<String> joined(List<String> one, List<String> other) {
        List<String> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
