package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioFileTest {
    private static final String WHOLE =
            """
            scenario: my-drill
            claim: It survives.
            fault: { cut: region }
            before: { kill: zone }
            objective: region
            rto: 2s
            rpo: 0s
            warm-up: 1s
            baseline: 2s
            observe: 30s
            steady: 4s
            inside: 6s
            history: checked
            load: { rate: 100/s, reads: 600/m, shoppers: 7, deadline: 1500ms, resolver: jvm, retries: same-key }
            """;

    private static Scenario valid(ScenarioFile.Read read) {
        return switch (read) {
            case ScenarioFile.Read.Valid valid -> valid.scenario();
            case ScenarioFile.Read.Invalid invalid ->
                    throw new AssertionError(invalid.problems().toString());
        };
    }

    private static List<Problem> problems(String text) {
        return switch (ScenarioFile.parse("my.yaml", text)) {
            case ScenarioFile.Read.Valid valid -> throw new AssertionError(valid.toString());
            case ScenarioFile.Read.Invalid invalid -> invalid.problems();
        };
    }

    static List<String> builtIn() {
        return Stream.concat(
                        ScenarioFile.BUILT_IN.stream(),
                        Suite.BUILT_IN.values().stream().flatMap(List::stream))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void everyBuiltInScenarioIsWholeAndNamedAsItsFile(String name) {
        Scenario scenario = valid(ScenarioFile.find(name));
        assertThat(scenario.name()).isEqualTo(name);
        assertThat(scenario.claim()).endsWith(".");
    }

    @Test
    void everyKeyIsRead() {
        Scenario scenario = valid(ScenarioFile.parse("my.yaml", WHOLE));
        assertThat(scenario.fault()).hasToString("cut region");
        assertThat(scenario.before()).contains(new Fault(Fault.Action.KILL, Fault.Target.ZONE));
        assertThat(scenario.own().rto()).contains(Duration.ofSeconds(2));
        assertThat(scenario.own().rpo()).contains(Duration.ZERO);
        assertThat(scenario.scope()).isEqualTo(Scenario.Scope.REGION);
        assertThat(scenario.inside()).isEqualTo(Duration.ofSeconds(6));
        assertThat(scenario.history()).isTrue();
        assertThat(scenario.load().shoppers()).contains(7);
        assertThat(scenario.load().reads().orElseThrow().perSecond()).isEqualTo(10.0);
        assertThat(scenario.load().retries()).isTrue();
        assertThat(scenario.load().resolver()).isEqualTo("jvm");
    }

    @Test
    void allProblemsComeTogetherEachWithItsLineAndTheNearestWord() {
        List<Problem> problems =
                problems(
                        """
                        scenario: my-drill
                        clam: It survives.
                        fault: { kil: region }
                        objective: zome
                        steady: 5
                        load: { shoppers: 0, rate: fast }
                        """);
        assertThat(problems).extracting(Problem::line).containsExactly(1, 2, 3, 4, 5, 6, 6);
        assertThat(problems.get(1).nearest()).contains("claim");
        assertThat(problems.get(2).nearest()).contains("kill");
        assertThat(problems.get(3).nearest()).contains("zone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "- a list",
                "a text",
                "scenario: [",
                "scenario: a\nscenario: b",
                "fault: [kill]",
                "fault: { kill: region, cut: zone }",
                "load: 5"
            })
    void whatIsNoScenarioIsSaidSo(String text) {
        assertThat(problems(text)).isNotEmpty();
    }

    @Test
    void anUnknownNameNamesTheNearest() {
        ScenarioFile.Read read = ScenarioFile.find("regoin-loss");
        assertThat(read).isInstanceOf(ScenarioFile.Read.Invalid.class);
        assertThat(read.toString()).contains("region-loss");
        assertThat(ScenarioFile.find("no/such/file.yaml"))
                .isInstanceOf(ScenarioFile.Read.Invalid.class);
    }

    @Test
    void twentyThousandMutatedFilesGiveAScenarioOrProblems() {
        for (int seed = 0; seed < 20_000; seed++) {
            String text = mutated(new Random(seed));
            switch (ScenarioFile.parse("seed-" + seed, text)) {
                case ScenarioFile.Read.Valid valid ->
                        assertThat(valid.scenario().name()).as("seed %d", seed).isNotEmpty();
                case ScenarioFile.Read.Invalid invalid ->
                        assertThat(invalid.problems()).as("seed %d", seed).isNotEmpty();
            }
        }
    }

    private static String mutated(Random random) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? WHOLE : StepsFileTest.WHOLE);
        for (int change = 0; change <= random.nextInt(4); change++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 ->
                        text.insert(
                                at, "{}[]:,&*!|>%@\n\t -#'\"\0\u20AC9".charAt(random.nextInt(22)));
                default -> text.setCharAt(at, (char) (32 + random.nextInt(95)));
            }
        }
        return text.toString();
    }
}
