package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final LoadPlan PLAN = plan(0xCAFE);

    private static LoadPlan plan(int run) {
        return new LoadPlan(
                "shop.test",
                new java.net.InetSocketAddress(53),
                80,
                run,
                1,
                100,
                0,
                4,
                Duration.ZERO,
                Duration.ofSeconds(1),
                Resolver.BROWSER,
                false,
                Samples.application().load().write(),
                List.of());
    }

    private static Findings check(Rows rows, int... found) {
        Ledger ledger = new Ledger(PLAN, rows.list());
        for (int number : found) {
            ledger.found(PLAN.key(number));
        }
        return ledger.findings(
                Rows.nanos(500), nanos -> Instant.EPOCH.plusMillis(nanos / 1_000_000));
    }

    @Test
    void anAcknowledgedWriteThatIsAbsentIsLostAndHasAnAge() {
        Findings findings =
                check(
                        new Rows()
                                .write(100, 110, Outcome.OK)
                                .write(200, 210, Outcome.OK)
                                .write(300, 310, Outcome.OK),
                        0);
        assertThat(findings.acknowledged()).isEqualTo(3);
        assertThat(findings.lost()).isEqualTo(2);
        assertThat(findings.lostAgeMillis()).isEqualTo(290);
        assertThat(findings.lostWrites())
                .extracting(Findings.Lost::key)
                .containsExactly(PLAN.key(1), PLAN.key(2));
    }

    @Test
    void anUnknownWriteIsNeitherLostNorSafe() {
        Findings findings =
                check(
                        new Rows()
                                .write(1, 2, Outcome.UNKNOWN)
                                .write(1, 2, Outcome.UNKNOWN)
                                .write(1, 2, Outcome.FAILED),
                        1,
                        2);
        assertThat(findings.lost()).isZero();
        assertThat(findings.unknown()).isEqualTo(2);
        assertThat(findings.recovered()).isEqualTo(1);
        assertThat(findings.refusedButFound()).isEqualTo(1);
    }

    @Test
    void aKeyThatIsThereTwiceIsDuplicated() {
        Findings findings = check(new Rows().write(1, 2, Outcome.OK), 0, 0, 0);
        assertThat(findings.duplicated()).isEqualTo(1);
        assertThat(findings.duplicatedKeys()).containsExactly(PLAN.key(0));
    }

    @Test
    void keysOfOtherRunsArePassedOverAndUnsentOnesAreStrangers() {
        Ledger ledger = new Ledger(PLAN, new Rows().write(1, 2, Outcome.OK).list());
        ledger.found(plan(7).key(0));
        ledger.found("not a key");
        ledger.found(PLAN.key(0).toUpperCase(java.util.Locale.ROOT));
        ledger.found(PLAN.key(99));
        Findings findings = ledger.findings(0, _ -> Instant.EPOCH);
        assertThat(findings.lost()).isZero();
        assertThat(findings.strangers()).isEqualTo(1);
    }

    @Test
    void keysAreValidUuidsAndComeBack() {
        for (int run : new int[] {0, 1, -1, Integer.MIN_VALUE}) {
            String key = plan(run).key(123_456);
            assertThat(java.util.UUID.fromString(key)).hasToString(key);
            assertThat(plan(run).number(key)).isEqualTo(123_456);
        }
        assertThat(Optional.of(PLAN.number("x".repeat(36)))).contains(-1);
    }
}
