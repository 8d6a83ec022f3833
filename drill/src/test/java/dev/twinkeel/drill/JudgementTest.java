package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgementTest {
    private static final Fault CRASH = new Fault(Fault.Action.KILL, Fault.Target.DATABASE);
    private static final List<Proof> PROVEN = List.of(new Proof("it is dead", true, "gone"));
    private static final Outage SHORT = new Outage(true, true, 700_000_000L, 1, 1, 0L, 1L, 0);
    private static final Outage OPEN = new Outage(true, false, null, 1, 1, 0L, null, 0);
    private static final Outage NONE = new Outage(false, true, 0L, 1, 1, null, null, 0);

    private static final Latency FAST = new Latency(1_000, 1, 2, 3, 4);

    private static Measured measured(
            Fault fault,
            long baselineBad,
            List<Proof> proofs,
            boolean kept,
            Outage outage,
            long failed,
            Optional<Findings> findings) {
        return new Measured(
                Samples.quick(fault),
                Samples.application().objectives(),
                new Baseline(100, baselineBad, FAST, Map.of()),
                proofs,
                1,
                2,
                kept,
                outage,
                1_000,
                failed,
                FAST,
                findings,
                findings.isPresent() ? Optional.empty() : Optional.of("no connection"),
                Optional.empty(),
                Course.NONE);
    }

    private static Verdict verdict(Measured measured) {
        return Judgement.of(measured).verdict();
    }

    private static Optional<Findings> lost(int lost) {
        return Optional.of(SampleReports.ledger(lost));
    }

    @Test
    void everythingMetPasses() {
        assertThat(verdict(measured(CRASH, 0, PROVEN, true, SHORT, 9, lost(0))))
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void oneLostWriteFailsAnObjectiveOfNone() {
        assertThat(verdict(measured(CRASH, 0, PROVEN, true, SHORT, 9, lost(1))))
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void anUnreadLedgerIsNotLossButInvalid() {
        Judgement judgement =
                Judgement.of(measured(CRASH, 0, PROVEN, true, SHORT, 9, Optional.empty()));
        assertThat(judgement.verdict()).isEqualTo(Verdict.INVALID);
        assertThat(judgement.reasons()).first().asString().contains("unknown");
    }

    @Test
    void anOpenOutageFailsEvenWithoutALedger() {
        assertThat(verdict(measured(CRASH, 0, PROVEN, true, OPEN, 9, Optional.empty())))
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void whatShowsNothingIsInvalidWhateverItsFigures() {
        var missing = List.of(new Proof("it is dead", false, "it answers"));
        assertThat(verdict(measured(CRASH, 1, PROVEN, true, SHORT, 9, lost(0))))
                .isEqualTo(Verdict.INVALID);
        assertThat(verdict(measured(CRASH, 0, missing, true, SHORT, 9, lost(0))))
                .isEqualTo(Verdict.INVALID);
        assertThat(verdict(measured(CRASH, 0, List.of(), true, OPEN, 9, lost(0))))
                .isEqualTo(Verdict.INVALID);
        assertThat(verdict(measured(CRASH, 0, PROVEN, false, SHORT, 9, lost(0))))
                .isEqualTo(Verdict.INVALID);
    }

    @Test
    void aControlFailsOnOneFailedRequestOrAnOutage() {
        assertThat(verdict(measured(Fault.NONE, 0, List.of(), true, NONE, 0, lost(0))))
                .isEqualTo(Verdict.PASS);
        assertThat(verdict(measured(Fault.NONE, 0, List.of(), true, NONE, 1, lost(0))))
                .isEqualTo(Verdict.FAIL);
        assertThat(verdict(measured(Fault.NONE, 0, List.of(), true, SHORT, 0, lost(0))))
                .isEqualTo(Verdict.FAIL);
    }
}
