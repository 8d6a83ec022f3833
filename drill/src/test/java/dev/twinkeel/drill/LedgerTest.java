package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
                new TreeSet<>(Set.of(Rows.nanos(500))),
                nanos -> Instant.EPOCH.plusMillis(nanos / 1_000_000));
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
    void aLostWriteIsAsOldAsItWasWhenTheOutageAfterItBegan() {
        Rows rows =
                new Rows()
                        .writes(0, 1_000, Outcome.OK, 5)
                        .writes(1_000, 2_000, Outcome.FAILED, 5)
                        .writes(2_000, 40_000, Outcome.OK, 5)
                        .writes(40_000, 45_000, Outcome.FAILED, 5)
                        .writes(45_000, 50_000, Outcome.OK, 5);
        long fault = Rows.nanos(1_000);
        long end = Rows.nanos(50_000);
        Outage outage = Outage.measure(rows.list(), new Outage.Span(0, fault, end, 0, false));
        Ledger ledger = new Ledger(PLAN, rows.list());
        for (History.Row row : rows.list()) {
            boolean first = row.intended() == Rows.nanos(950);
            boolean second = row.intended() == Rows.nanos(39_980);
            if (row.ok() && !first && !second) {
                ledger.found(PLAN.key(row.write()));
            }
        }

        Findings findings =
                ledger.findings(outage.lastAcks(rows.list(), fault, end), _ -> Instant.EPOCH);

        assertThat(findings.lostWrites())
                .extracting(Findings.Lost::ageMillis)
                .containsExactly(40L, 10L);
        assertThat(findings.lostAgeMillis()).isEqualTo(40);
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
        Findings findings = ledger.findings(_ -> Instant.EPOCH);
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
