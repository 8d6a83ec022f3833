package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.drill.StoreLedger.Found;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What must be told of a store is told, and nothing else.
class StoreLedgerTest {
    private static final long SECOND = 1_000_000_000;
    private static final String KEY = "last";
    private static final Judgement PASSED = new Judgement(Verdict.PASS, List.of());

    private final StoreLedger ledger = new StoreLedger("table carts");

    @BeforeEach
    void write() {
        ledger.done("a", "mumbai", SECOND);
        ledger.done("b", "mumbai", 2 * SECOND);
        ledger.done("c", "mumbai", 5 * SECOND);
        ledger.done(KEY, 4, "mumbai", 3 * SECOND);
        ledger.unknown();
    }

    @Test
    void whereBothRegionsHaveAllNothingIsWrong() {
        StoreFindings findings = replicated(found(4, "a", "b", "c"), found(4, "a", "b", "c"));

        assertThat(findings.acknowledged()).isEqualTo(4);
        assertThat(findings.unknown()).isEqualTo(1);
        assertThat(findings.reasons(Duration.ZERO)).isEmpty();
        assertThat(verdict(findings, Duration.ZERO)).isEqualTo(Verdict.PASS);
    }

    @Test
    void whatNoRegionHasIsLostWithItsAge() {
        StoreFindings findings = replicated(found(4, "a", "c"), found(4, "a"));

        assertThat(findings.lost()).containsExactly("b");
        assertThat(findings.lostAgeMillis()).isEqualTo(3_000);
        assertThat(verdict(findings, Duration.ZERO)).isEqualTo(Verdict.FAIL);
        assertThat(verdict(findings, Duration.ofSeconds(3))).isEqualTo(Verdict.PASS);
        assertThat(verdict(findings, Duration.ofSeconds(2))).isEqualTo(Verdict.FAIL);
    }

    @Test
    void whatOneRegionHasNotYetIsBehindAndWrongOnceAllIsMended() {
        Map<String, Found> regions =
                Map.of("mumbai", found(4, "a", "b", "c"), "singapore", found(4, "a", "b"));

        StoreFindings broken = ledger.against(regions, List.of(), true, false);
        StoreFindings mended = ledger.against(regions, List.of(), true, true);

        assertThat(broken.behind()).containsExactly("c");
        assertThat(broken.reasons(Duration.ZERO)).isEmpty();
        assertThat(mended.reasons(Duration.ZERO)).hasSize(1);
        assertThat(ledger.wrong(regions, true)).isEqualTo(1);
    }

    @Test
    void aRegionThatHasAnOlderVersionBecauseTheNewerOneHasNotComeIsBehindAndNothingIsReordered() {
        StoreFindings table = replicated(found(4, "a", "b", "c"), found(3, "a", "b", "c"));
        StoreFindings bucket =
                replicated(
                        kept(4, Set.of(2L, 4L), "a", "b", "c"), kept(2, Set.of(2L), "a", "b", "c"));

        for (StoreFindings findings : List.of(table, bucket)) {
            assertThat(findings.reordered()).isFalse();
            assertThat(findings.lost()).isEmpty();
            assertThat(findings.behind()).containsExactly("version 4 of the last");
        }
    }

    @Test
    void anOlderVersionInANewersPlaceIsTold() {
        assertThat(replicated(found(3, "a", "b", "c"), found(3, "a", "b", "c")).reordered())
                .isTrue();
        StoreFindings bucket =
                replicated(
                        kept(4, Set.of(2L, 4L), "a", "b", "c"),
                        kept(2, Set.of(2L, 4L), "a", "b", "c"));

        assertThat(bucket.reordered()).isTrue();
        assertThat(bucket.behind()).isEmpty();
        assertThat(verdict(bucket, Duration.ofHours(1))).isEqualTo(Verdict.FAIL);
    }

    @Test
    void whereARegionIsAwayOneThatAcknowledgedNothingNewerReorderedNothing() {
        StoreFindings away =
                ledger.against(
                        Map.of("singapore", found(3, "a", "b", "c")),
                        List.of("mumbai"),
                        true,
                        false);

        assertThat(away.reordered()).isFalse();
        assertThat(away.sentence()).contains("not read: mumbai");
    }

    @Test
    void aRegionThatHasLessThanItAcknowledgedItselfReorderedWhateverTheOtherOneHas() {
        for (long number : List.of(3L, 0L)) {
            Map<String, Found> alone = Map.of("mumbai", found(number, "a", "b", "c"));

            assertThat(ledger.against(alone, List.of("singapore"), true, false).reordered())
                    .isTrue();
        }
        StoreFindings both = replicated(found(3, "a", "b", "c"), found(4, "a", "b", "c"));

        assertThat(both.reordered()).isTrue();
        assertThat(both.behind()).containsExactly("version 4 of the last");
    }

    @Test
    void aRegionThatHasNothingAnyMoreOfWhatItAcknowledgedIsBehindAndReorderedNothing() {
        StoreFindings empty = replicated(found(0, "a", "b", "c"), found(4, "a", "b", "c"));

        assertThat(empty.reordered()).isFalse();
        assertThat(empty.behind()).containsExactly("version 4 of the last");
    }

    @Test
    void oneThatWasNotAnsweredMayComeAfterWhatWasAcknowledgedLater() {
        ledger.unknown(3);
        Found table = found(3, "a", "b", "c");
        Found bucket = kept(3, Set.of(3L, 4L), "a", "b", "c");

        assertThat(ledger.most()).isEqualTo(4);
        for (Found found : List.of(table, bucket)) {
            assertThat(replicated(found, found).reasons(Duration.ZERO)).isEmpty();
            assertThat(replicated(found, found).unknown()).isEqualTo(2);
            assertThat(ledger.wrong(Map.of("mumbai", found, "singapore", found), true)).isZero();
        }
    }

    @Test
    void twoRegionsThatHaveBothAndDisagreeWhichCameLastReordered() {
        ledger.unknown(3);

        assertThat(
                        replicated(
                                        kept(3, Set.of(3L, 4L), "a", "b", "c"),
                                        kept(4, Set.of(3L, 4L), "a", "b", "c"))
                                .reordered())
                .isTrue();
    }

    @Test
    void whatIsWrittenOverUnderAnotherKeyIsForItself() {
        ledger.done("other", 8, "mumbai", 4 * SECOND);
        Found both = new Found(List.of(), Map.of(KEY, 4L, "other", 8L), Optional.empty());
        Found one = new Found(List.of(), Map.of(KEY, 8L, "other", 7L), Optional.empty());

        assertThat(ledger.keys()).containsExactly(KEY, "other");
        assertThat(replicated(both, both).reordered()).isFalse();
        assertThat(replicated(one, one).reordered()).isTrue();
    }

    @Test
    void anAcknowledgedVersionThatIsNowhereIsLostAlsoWhenItWasWrittenOver() {
        ledger.done(KEY, 2, "mumbai", SECOND);
        Found both = kept(4, Set.of(4L), "a", "b", "c");

        assertThat(replicated(both, both).lost()).containsExactly("version 2 of the last");
        assertThat(replicated(both, both).lostAgeMillis()).isEqualTo(4_000);
    }

    @Test
    void whatWasWrittenOverAndIsKeptIsCounted() {
        ledger.done(KEY, 2, "singapore", SECOND);
        Found both = kept(4, Set.of(2L, 4L), "a", "b", "c");

        StoreFindings findings = replicated(both, both);
        assertThat(findings.older()).isEqualTo(1);
        assertThat(findings.sentence()).contains("1 kept as older versions");
        assertThat(findings.reasons(Duration.ZERO)).isEmpty();
        assertThat(ledger.wrong(Map.of("mumbai", both, "singapore", both), true)).isZero();
    }

    @Test
    void whatWasInARegionThatIsLostIsLostFromATableAndOnlyAwayInAQueue() {
        Map<String, Found> left = Map.of("singapore", found(0, "a"));

        assertThat(ledger.against(left, List.of("mumbai"), true, false).lost())
                .containsExactly("b", "c");
        StoreFindings queue = ledger.against(left, List.of("mumbai"), false, false);
        assertThat(queue.lost()).isEmpty();
        assertThat(queue.away()).isEqualTo(2);
    }

    @Test
    void aMessageThatComesTwiceIsToldAndFailsNothing() {
        StoreLedger queue = new StoreLedger("queue fulfilments");
        queue.done("a", "mumbai", SECOND);
        StoreFindings within =
                queue.against(Map.of("mumbai", found(0, "a", "a")), List.of(), false, false);
        StoreFindings between =
                queue.against(
                        Map.of("mumbai", found(0, "a"), "singapore", found(0, "a")),
                        List.of(),
                        false,
                        false);

        assertThat(within.duplicated()).containsExactly("a");
        assertThat(between.duplicated()).containsExactly("a");
        assertThat(between.reasons(Duration.ZERO)).isEmpty();
    }

    @Test
    void aStoreThatCouldNotBeReadIsNotTakenForWhole() {
        StoreFindings unchecked = StoreFindings.unchecked("table carts", "no answer");

        assertThat(verdict(unchecked, Duration.ofHours(1))).isEqualTo(Verdict.FAIL);
    }

    private StoreFindings replicated(Found mumbai, Found singapore) {
        return ledger.against(
                Map.of("mumbai", mumbai, "singapore", singapore), List.of(), true, false);
    }

    private static Found found(long number, String... ids) {
        return new Found(List.of(ids), Map.of(KEY, number), Optional.empty());
    }

    private static Found kept(long number, Set<Long> kept, String... ids) {
        return new Found(List.of(ids), Map.of(KEY, number), Optional.of(kept));
    }

    private static Verdict verdict(StoreFindings findings, Duration rpo) {
        return new Beyond(null, null, List.of(findings)).judged(PASSED, rpo).verdict();
    }
}
