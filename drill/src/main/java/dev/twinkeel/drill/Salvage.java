package dev.twinkeel.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// After a drill in which acknowledged writes were lost: mends what was broken, waits until the old
/// region is a replica again, and looks what was kept aside of it.
final class Salvage {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long PACE_MILLIS = 500;

    private final TwinUnderTest twin;
    private final Progress progress;

    Salvage(TwinUnderTest twin, Progress progress) {
        this.twin = twin;
        this.progress = progress;
    }

    /// @param region in which something was broken
    /// @param heal undoes it
    KeptFindings of(List<Findings.Lost> lost, String region, Runnable heal)
            throws InterruptedException {
        progress.at("recover", "healing " + region + ", to look what was kept aside");
        try {
            Instant healed = Instant.now();
            heal.run();
            long giveUp = System.nanoTime() + PATIENCE.toNanos();
            while (!Preparation.replicates(twin.journal(healed), region, healed)) {
                if (System.nanoTime() > giveUp) {
                    return KeptFindings.unread(
                            lost,
                            Optional.of(
                                    region
                                            + " was healed and is no replica again within "
                                            + Words.time(PATIENCE)));
                }
                Thread.sleep(PACE_MILLIS);
            }
            KeptFindings found = KeptFindings.of(twin.kept(), lost);
            progress.at("recover", found.sentence());
            return found;
        } catch (TwinTroubleException e) {
            return KeptFindings.unread(lost, Optional.ofNullable(e.getMessage()));
        }
    }
}
