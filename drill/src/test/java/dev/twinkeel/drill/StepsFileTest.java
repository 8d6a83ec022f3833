package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a scenario's file says of the steps after the fault, and of what must be so in the end.
class StepsFileTest {
    static final String WHOLE =
            """
            scenario: my-steps
            claim: It survives.
            fault: { cut: region, from: [ witness, other-region ], way: out, for: 700ms, every: 2s, times: 3 }
            then:
              - { kill: database, when: Promoting, within: 9s }
              - { heal: 2, after: 6s }
              - { failover: other-region, accept-loss: true }
            claims: { outage: 3s, since: 3, loss: none, writers: nowhere, until: 3, old-writer: region, says: [ a b, c ] }
            """;

    private static List<Problem> problems(String text) {
        return switch (ScenarioFile.parse("my.yaml", text)) {
            case ScenarioFile.Read.Valid valid -> throw new AssertionError(valid.toString());
            case ScenarioFile.Read.Invalid invalid -> invalid.problems();
        };
    }

    private static Scenario valid(String text) {
        return switch (ScenarioFile.parse("my.yaml", text)) {
            case ScenarioFile.Read.Valid valid -> valid.scenario();
            case ScenarioFile.Read.Invalid invalid ->
                    throw new AssertionError(invalid.problems().toString());
        };
    }

    @Test
    void stepsAndClaimsAreRead() {
        Scenario scenario = valid(WHOLE);
        assertThat(scenario.steps().stream().map(Step::toString))
                .containsExactly(
                        "cut region from witness and other-region, the way out only 3 times for"
                                + " 700ms, every 2s at once",
                        "kill database when an engine is Promoting",
                        "heal what step 2 did after 6s",
                        "failover other-region, accepting loss at once");
        assertThat(scenario.claims())
                .containsExactly(
                        new Claim.Restored(Optional.of(Duration.ofSeconds(3)), 3),
                        new Claim.Loss(Optional.of(Duration.ZERO)),
                        new Claim.Writers(Claim.Where.NOWHERE, 3),
                        new Claim.OldWriterSilent(Claim.Reach.REGION),
                        new Claim.Said("a b"),
                        new Claim.Said("c"));
        assertThat(scenario.fault().isPartition()).isFalse();
        assertThat(scenario.timedFrom()).isEqualTo(3);
    }

    @Test
    void aStepMayComeATimeAfterAStage() {
        Scenario scenario =
                valid(
                        """
                        scenario: my-drill
                        claim: It survives.
                        fault: { kill: database }
                        then: [ { kill: zone, when: Holding, after: 3s } ]
                        """);
        assertThat(scenario.then())
                .singleElement()
                .hasToString("kill zone 3s after an engine is Holding");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ heal: 2 }",
                "{ heal: 1, kill: zone }",
                "{ kill: zone, freeze: zone }",
                "{ after: 5s }",
                "{ kill: nobody }",
                "{ kill: zone, way: out }",
                "{ kill: zone, when: Dancing }",
                "{ kill: zone, when: Holding, after: soon }",
                "{ kill: zone, after: 3s, within: 9s }",
                "{ slow-disk: database }",
                "{ slow-disk: region, by: 10ms }",
                "{ slow-disk: database, by: 10s }",
                "{ move: witness }",
                "{ cut: queue }",
                "{ poison: cache }",
                "{ poison: queue, for: 2s }",
                "{ cut: zone, every: 2s }",
                "{ cut: zone, for: 2s, every: 1s }"
            })
    void aStepThatCannotBeDoneIsSaidSo(String step) {
        String text =
                """
                scenario: my-drill
                claim: It survives.
                fault: { kill: database }
                then: [ %s ]
                """
                        .formatted(step);
        assertThat(problems(text)).isNotEmpty().allMatch(it -> it.line() == 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ writers: everywhere }",
                "{ until: 2 }",
                "{ since: 3 }",
                "{ outage: soon }",
                "{ loss: some }",
                "{ says: [ [ ] ] }",
                "5"
            })
    void aClaimThatCannotBeJudgedIsSaidSo(String claims) {
        String text =
                """
                scenario: my-drill
                claim: It survives.
                fault: { kill: database }
                claims: %s
                """
                        .formatted(claims);
        assertThat(problems(text)).isNotEmpty().allMatch(it -> it.line() == 4);
    }
}
