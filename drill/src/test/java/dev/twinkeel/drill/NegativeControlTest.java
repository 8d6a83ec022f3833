package dev.twinkeel.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What must lose is seen to lose, with real PostgreSQL: a meter that finds nothing here would find
/// nothing anywhere.
@Timeout(240)
class NegativeControlTest {
    private static final Judgement PASSED =
            new Judgement(Verdict.PASS, List.of("Every objective was met."));

    @TempDir private Path folder = Path.of("");

    private static Verdict verdict(HistoryFindings found) {
        return new Beyond(found, null).judged(PASSED, Duration.ZERO).verdict();
    }

    @Test
    void asynchronousCommitsUnderACutAreLostAndTheDrillFails() throws Exception {
        try (Pair pair = new Pair(folder, Set.of())) {
            Thread writer = pair.write();
            Pair.await(() -> pair.acknowledged() > 20);
            pair.cut();
            long before = pair.acknowledged();
            Pair.await(() -> pair.acknowledged() > before + 20);
            pair.promoteStandby();
            HistoryFindings found = pair.judged(writer);
            assertThat(found.lost()).hasSizeGreaterThanOrEqualTo(20);
            assertThat(verdict(found)).isEqualTo(Verdict.FAIL);
        }
    }

    @Test
    void synchronousCommitsUnderTheSameCutAreNotAcknowledgedAndNoneIsLost() throws Exception {
        try (Pair pair = new Pair(folder, Set.of(Pair.STANDBY))) {
            Thread writer = pair.write();
            Pair.await(() -> pair.acknowledged() > 20);
            pair.cut();
            Pair.await(() -> pair.waiting() == 1);
            pair.promoteStandby();
            HistoryFindings found = pair.judged(writer);
            assertThat(found.lost()).isEmpty();
            assertThat(found.unknown()).isEqualTo(1);
            assertThat(verdict(found)).isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void withoutAFenceTheOldPrimaryGoesOnAcknowledgingAndTheDrillFails() throws Exception {
        try (Pair pair = new Pair(folder, Set.of())) {
            Thread writer = pair.write();
            Pair.await(() -> pair.acknowledged() > 20);
            pair.promoteStandby();
            long promoted = pair.acknowledged();
            Pair.await(() -> pair.acknowledged() > promoted + 20);
            HistoryFindings found = pair.judged(writer);
            assertThat(found.lost()).hasSizeGreaterThanOrEqualTo(20);
            assertThat(verdict(found)).isEqualTo(Verdict.FAIL);
        }
    }

    @Test
    void aCommitWhoseWaitWasCancelledIsAWarningAndNoAcknowledgement() throws Exception {
        try (Pair pair = new Pair(folder, Set.of(Pair.STANDBY))) {
            pair.cut();
            CompletableFuture<Long> write =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return HistoryClients.changed(
                                            pair.session, HistoryClients.APPEND, 7);
                                } catch (SQLException e) {
                                    throw new IllegalStateException(e.getMessage(), e);
                                }
                            });
            Pair.await(() -> pair.waiting() == 1);
            pair.cancelWaiting();
            assertThatThrownBy(() -> write.get(60, TimeUnit.SECONDS))
                    .hasMessageContaining("acknowledged with a warning");
        }
    }

    @Test
    void aFinalReadThatFailedIsUnknownAndNeverNothingLost() {
        var unread = HistoryFindings.unchecked("the final read failed: connection refused");
        assertThat(unread.sentence()).contains("not checked").doesNotContain("0 appended");
        assertThat(unread.reasons(Duration.ZERO)).isEmpty();
        assertThat(unread.trouble()).isNotNull();
    }
}
