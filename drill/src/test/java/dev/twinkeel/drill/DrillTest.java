package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Whole drills against real servers that really go away.
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class DrillTest {
    private static final Fault CRASH = new Fault(Fault.Action.KILL, Fault.Target.DATABASE);
    private static final Fault MOVE = new Fault(Fault.Action.MOVE, Fault.Target.REGION);
    private static final String NO_REPLICA = "the other region has no replica yet";
    private static final Fault PARTITION = new Fault(Fault.Action.CUT, Fault.Target.REGION);

    @SuppressWarnings("NullAway.Init")
    private SmallWorld world;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        world = new SmallWorld(folder);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private DrillReport drill(Fault fault) throws InterruptedException {
        return drill(Samples.quick(fault));
    }

    private DrillReport drill(Scenario scenario) throws InterruptedException {
        return drill(scenario, /* share= */ 1);
    }

    private DrillReport drill(Scenario scenario, double share) throws InterruptedException {
        return Drill.run(
                scenario,
                Samples.application(),
                world,
                // A test must not fail because the machine is busy.
                new DrillOptions(
                        7, share, /* room= */ false, true, Map.of(), Duration.ofSeconds(30)),
                (step, sentence) -> System.out.println(step + ": " + sentence));
    }

    @Test
    void aShopThatComesBackPassesAndItsOutageIsMeasured() throws Exception {
        DrillReport report = drill(CRASH);
        assertThat(report.verdict()).as(report.headline()).isEqualTo(Verdict.PASS);
        assertThat(report.outage()).isTrue();
        assertThat(report.rtoMillis()).isBetween(850L, 10_500L);
        assertThat(report.failed()).isPositive();
        assertThat(report.acknowledged()).isPositive();
        Findings ledger = Objects.requireNonNull(report.ledger());
        assertThat(ledger.lost()).isZero();
        assertThat(report.phases().detected()).isNotNull();
        assertThat(report.phases().promoted()).isBetween(850L, 10_500L);
        assertThat(report.phases().rerouted()).isNull();
        assertThat(world.healed).isTrue();
    }

    @Test
    void lostOrdersAreCountedAndNamedAndMissTheObjective() throws Exception {
        world.forgets = 7;
        DrillReport report = drill(CRASH);
        assertThat(report.verdict()).as(report.headline()).isEqualTo(Verdict.FAIL);
        Findings ledger = Objects.requireNonNull(report.ledger());
        // The newest orders may be ones that no client was told of.
        assertThat(ledger.lost()).isBetween(1L, 7L);
        assertThat(ledger.lostWrites()).hasSize((int) ledger.lost());
        assertThat(ledger.lostAgeMillis()).isBetween(0L, 4_000L);
        KeptFindings kept = Objects.requireNonNull(report.beyond().kept());
        assertThat(kept.trouble()).isNull();
        assertThat(kept.recoverable()).isEqualTo(ledger.lost());
        assertThat(ReportJson.of(report)).contains("\"recoverable\":" + ledger.lost());
    }

    @Test
    void aShopThatStaysAwayFailsWithTheOutageStillOpen() throws Exception {
        world.away = Optional.empty();
        DrillReport report = drill(CRASH);
        assertThat(report.verdict()).as(report.headline()).isEqualTo(Verdict.FAIL);
        assertThat(report.rtoMillis()).isNull();
        assertThat(report.phases().steady()).isNull();
        assertThat(report.phases().promoted()).isNull();
        assertThat(report.headline()).contains("not restored");
    }

    @Test
    void everyPulseIsHealedWhateverItHit() throws Exception {
        Fault.Pulse pulse = new Fault.Pulse(Duration.ofMillis(100), Duration.ofMillis(200), 3);
        Fault.Means thrice =
                new Fault.Means(
                        List.of(),
                        Fault.Way.BOTH,
                        Optional.empty(),
                        Optional.of(pulse),
                        /* acceptLoss= */ false);
        DrillReport report = drill(new Fault(Fault.Action.KILL, Fault.Target.DATABASE, thrice));
        assertThat(report.headline()).isNotEmpty();
        assertThat(world.healed).isTrue();
        assertThat(world.broken).isEmpty();
    }

    @Test
    void aControlSeesNoOutage() throws Exception {
        DrillReport report = drill(Fault.NONE);
        assertThat(report.verdict()).as(report.headline()).isEqualTo(Verdict.PASS);
        assertThat(report.failed()).isZero();
        assertThat(report.outage()).isFalse();
        assertThat(report.rtoMillis()).isZero();
        assertThat(report.requests()).isGreaterThan(500);
        assertThat(world.dns.questions).hasValueGreaterThanOrEqualTo(20);
    }

    @Test
    void aPlannedMoveThatIsRefusedShowsNothing() throws Exception {
        DrillReport report =
                drill(Samples.quick(CRASH, List.of(atOnce(MOVE)), ClaimReader.standard(CRASH)));
        assertThat(report.verdict()).as(report.headline()).isEqualTo(Verdict.INVALID);
        assertThat(report.reasons())
                .anySatisfy(it -> assertThat(it).contains("step 2, move region", NO_REPLICA));
        assertThat(report.wound()).contains("refused: " + NO_REPLICA);
    }

    @Test
    void aRefusalThatIsClaimedIsAnOutcome() throws Exception {
        List<Claim> claims = List.of(new Claim.Said("has NO replica yet"));
        DrillReport report = drill(Samples.quick(CRASH, List.of(atOnce(MOVE)), claims));
        assertThat(report.verdict()).as(report.headline()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aDrillOfAPlannedMoveThatIsRefusedShowsNothing() throws Exception {
        DrillReport report = drill(MOVE);
        assertThat(report.verdict()).as(report.headline()).isEqualTo(Verdict.INVALID);
        assertThat(report.reasons())
                .anySatisfy(it -> assertThat(it).contains("step 1, move region", NO_REPLICA));
    }

    @Test
    void aDrillOfARefusalThatIsClaimedHasItsOutcome() throws Exception {
        List<Claim> claims = List.of(new Claim.Said("has NO replica yet"));
        DrillReport report = drill(Samples.quick(MOVE, List.of(), claims));
        assertThat(report.verdict()).as(report.headline()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aStepAtAStageSaysWhereItsEngineWas() throws Exception {
        var when = new Step.When.Reached("Electing", Duration.ofSeconds(30), Duration.ZERO);
        Step step = new Step(when, new Step.Deed.Inflict(CRASH));
        DrillReport report =
                drill(Samples.quick(CRASH, List.of(step), ClaimReader.standard(CRASH)));
        assertThat(report.wound()).contains("; the engine of mumbai was ");
    }

    private static Step atOnce(Fault fault) {
        return new Step(new Step.When.After(Duration.ZERO), new Step.Deed.Inflict(fault));
    }

    @Test
    void aFaultWithoutEffectIsInvalid() throws Exception {
        world.faultHasEffect = false;
        assertThat(drill(CRASH).verdict()).isEqualTo(Verdict.INVALID);
    }

    @Test
    void aShopThatIsNotWellIsNotBroken() throws Exception {
        world.dns.silent = true;
        DrillReport report = drill(CRASH);
        assertThat(report.verdict()).isEqualTo(Verdict.INVALID);
        assertThat(report.wound()).isEqualTo("nothing was broken");
        assertThat(report.load().served()).isFalse();
        assertThat(report.failures()).containsKey("writes: " + Cause.NO_ADDRESS.words());
    }

    @Test
    void aShopThatStumblesBeforeTheFaultIsLookedAtAgain() throws Exception {
        world.stumbles = 3;
        DrillReport report = drill(CRASH);
        assertThat(report.verdict()).as(report.headline()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aShopThatIsNotWellAnyMoreIsNotBroken() throws Exception {
        world.stumbles = Integer.MAX_VALUE;
        DrillReport report = drill(CRASH);
        assertThat(report.verdict()).isEqualTo(Verdict.INVALID);
        assertThat(report.wound()).isEqualTo("nothing was broken");
        assertThat(world.broken).isEmpty();
        assertThat(report.reasons())
                .anySatisfy(it -> assertThat(it).contains("writes: answered with status 503"));
    }

    @Test
    void aShopThatIsNotWellLosesNothingBeforehandEither() {
        world.dns.silent = true;
        Scenario scenario =
                Samples.quick(MOVE, List.of(), ClaimReader.standard(MOVE), Optional.of(CRASH));
        assertThatThrownBy(() -> drill(scenario))
                .isInstanceOf(NotServedException.class)
                .hasMessageContaining("not served in time while nothing is broken");
    }

    @Test
    void aPartOfTheLoadIsPlayedAndTold() throws Exception {
        DrillReport report = drill(Samples.quick(CRASH), /* share= */ 0.5);
        double asked = Samples.application().load().rate().perSecond();
        assertThat(report.load()).isEqualTo(new PlayedLoad(asked / 2, reads() / 2, 0.5, true));
        assertThat(TextSummary.of(report)).contains("half of what is asked");
        assertThat(ReportJson.of(report)).contains("\"share\":0.5");
    }

    private static double reads() {
        return Samples.application().load().reads().perSecond();
    }

    @Test
    void anAcceptedWriteInsideTheCutRegionFails() throws Exception {
        world.insideAccepts = true;
        DrillReport report = drill(PARTITION);
        assertThat(report.verdict()).as(report.headline()).isEqualTo(Verdict.FAIL);
        assertThat(report.headline()).contains("two writers");
    }

    @Test
    void aCutRegionThatRefusesPasses() throws Exception {
        DrillReport report = drill(PARTITION);
        assertThat(report.verdict()).as(report.headline()).isEqualTo(Verdict.PASS);
        InsideFindings inside = Objects.requireNonNull(report.inside());
        assertThat(inside.tried()).isPositive();
        assertThat(inside.accepted()).isZero();
        assertThat(inside.acceptedBefore()).isPositive();
    }

    @Test
    void anInterruptionAfterItServedSteadilyIsWatchedToItsEnd() throws Exception {
        world.refusedAtALook = 3;
        DrillReport report = drill(PARTITION);
        assertThat(report.verdict()).as(report.headline()).isEqualTo(Verdict.PASS);
        assertThat(report.failures()).containsKey("writes: answered with status 503");
        long steady = Samples.quick(PARTITION).steady().toMillis();
        assertThat(report.rtoMillis()).isGreaterThan(steady);
    }
}
