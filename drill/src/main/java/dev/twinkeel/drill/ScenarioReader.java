package dev.twinkeel.drill;

import dev.twinkeel.drill.Scenario.LoadChange;
import dev.twinkeel.drill.Scenario.Scope;
import dev.twinkeel.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Holds a scenario's YAML against what a scenario may say, and reports everything that is wrong at
/// once.
final class ScenarioReader {
    private static final List<String> KEYS =
            List.of(
                    "scenario",
                    "claim",
                    "fault",
                    "then",
                    "claims",
                    "before",
                    "objective",
                    "rto",
                    "rpo",
                    "warm-up",
                    "baseline",
                    "observe",
                    "steady",
                    "inside",
                    "history",
                    "load");
    private static final List<String> LOAD_KEYS =
            List.of("rate", "reads", "shoppers", "deadline", "resolver", "retries");
    private static final int SHOPPERS_MAX = 2_000;

    private final Fields fields;
    private final FaultReader faults;

    ScenarioReader(String file) {
        fields = new Fields(file);
        faults = new FaultReader(fields);
    }

    List<Problem> problems() {
        return fields.problems();
    }

    Optional<Scenario> read(String text) {
        Optional<Node> root = fields.compose(text);
        if (root.isEmpty()) {
            return Optional.empty();
        }
        if (!(root.get() instanceof MappingNode mapping)) {
            fields.wrong(root.get(), "", "not keys and values", "expected `scenario: name` first");
            return Optional.empty();
        }
        Fields.Section top = fields.section(mapping, "", KEYS);
        Fault fault = fault(top);
        List<Step> then = faults.then(top);
        Scenario scenario =
                new Scenario(
                        name(top),
                        top.text("claim")
                                .orElseGet(
                                        () ->
                                                required(
                                                        top,
                                                        "claim",
                                                        "a sentence that can be false")),
                        fault,
                        then,
                        new ClaimReader(fields).claims(top, fault, 1 + then.size()),
                        before(top),
                        scope(top, fault),
                        new Scenario.Own(time(top, "rto"), time(top, "rpo")),
                        top.time("warm-up", Scenario.DEFAULT_WARM_UP, false),
                        top.time("baseline", Scenario.DEFAULT_BASELINE, true),
                        top.time("observe", Scenario.DEFAULT_OBSERVE, true),
                        top.time("steady", Scenario.DEFAULT_STEADY, true),
                        top.time("inside", Scenario.DEFAULT_INSIDE, true),
                        top.word("history", List.of("checked", "none"))
                                .filter("checked"::equals)
                                .isPresent(),
                        load(top));
        check(top, scenario);
        return problems().isEmpty() ? Optional.of(scenario) : Optional.empty();
    }

    private static String required(Fields.Section section, String key, String expected) {
        section.missing(key, expected);
        return "";
    }

    private String name(Fields.Section top) {
        Optional<String> name = top.text("scenario");
        if (name.isEmpty()) {
            return required(top, "scenario", "its name, `scenario: zone-loss`");
        }
        if (!name.get().matches("[a-z][a-z0-9-]{0,62}")) {
            top.wrong(
                    "scenario",
                    "not a name",
                    "expected small letters, digits and -, beginning with a letter");
        }
        return name.get();
    }

    private Fault fault(Fields.Section top) {
        Optional<Node> node = top.node("fault");
        if (node.isEmpty()) {
            top.missing("fault", "`fault: { kill: region }`, or `fault: none` for a control");
            return Fault.NONE;
        }
        if (node.get() instanceof ScalarNode scalar && scalar.getValue().equals("none")) {
            return Fault.NONE;
        }
        return faults.one(top, "fault", node.get()).orElse(Fault.NONE);
    }

    private Optional<Fault> before(Fields.Section top) {
        return top.node("before").flatMap(node -> faults.one(top, "before", node));
    }

    private static Optional<Duration> time(Fields.Section top, String key) {
        return top.node(key).map(_ -> top.time(key, Duration.ZERO, false));
    }

    private Scope scope(Fields.Section top, Fault fault) {
        Optional<String> word = top.word("objective", List.of("zone", "region"));
        if (word.isPresent()) {
            return Scope.valueOf(word.get().toUpperCase(Locale.ROOT));
        }
        return fault.target() == Fault.Target.REGION ? Scope.REGION : Scope.ZONE;
    }

    private LoadChange load(Fields.Section top) {
        Optional<Node> node = top.node("load");
        if (node.isEmpty()) {
            return LoadChange.NONE;
        }
        if (!(node.get() instanceof MappingNode mapping)) {
            top.wrong(
                    "load",
                    "not keys and values",
                    "expected some of " + String.join(", ", LOAD_KEYS));
            return LoadChange.NONE;
        }
        Fields.Section load = fields.section(mapping, "load", LOAD_KEYS);
        return new LoadChange(
                load.rate("rate"),
                load.rate("reads"),
                load.whole("shoppers", 1, SHOPPERS_MAX),
                load.time("deadline", LoadChange.DEFAULT_DEADLINE, true),
                load.word("resolver", List.of("browser", "jvm", "eager")).orElse("browser"),
                load.word("retries", List.of("off", "same-key")).orElse("off").equals("same-key"));
    }

    private void check(Fields.Section top, Scenario scenario) {
        if (scenario.longest().compareTo(Scenario.LONGEST) > 0) {
            top.wrong(
                    "observe",
                    "the whole drill would take up to %d s"
                            .formatted(scenario.longest().toSeconds()),
                    "expected at most %d s in all".formatted(Scenario.LONGEST.toSeconds()));
        }
        if (scenario.steady().compareTo(scenario.load().deadline()) <= 0) {
            top.wrong(
                    "steady",
                    "not longer than a shopper's deadline",
                    "expected more than %d ms, so that every request of it has ended"
                            .formatted(scenario.load().deadline().toMillis()));
        }
    }
}
