package dev.twinkeel.forecast;

import dev.twinkeel.recovery.Transition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The recovery engine in a simulated world: two regions with real-enough PostgreSQL, a consensus
/// store, links, clocks and processes that all misbehave, in virtual time.
///
/// A run is decided by its seed. It has two phases: in the first, anything breaks and the promises
/// are checked after every event; then everything is mended, and the system must come to rest with
/// one serving region within [#CONVERGE_SECONDS_MAX]. Stateless; runs may go in parallel.
public final class Forecast {
    /// Virtual seconds from the healing to rest.
    public static final int CONVERGE_SECONDS_MAX = 90;

    private static final long LOOK_MICROS = 500_000;

    private Forecast() {}

    /// What one run came to.
    ///
    /// @param hash of everything that happened; equal for two runs of a seed
    /// @param broken the promise that was broken, if one was
    /// @param convergedMillis virtual time from the healing to rest
    /// @param story what happened, line by line; empty unless asked for
    public record Run(
            long seed,
            long hash,
            Optional<String> broken,
            int events,
            int acknowledged,
            int lost,
            int promotions,
            int moves,
            int recoveries,
            long convergedMillis,
            Set<Transition> taken,
            List<String> story) {
        /// The command that shows this run again.
        public String replay() {
            return "./twinkeel forecast --seed " + seed;
        }
    }

    /// Plays one seed.
    public static Run run(long seed, boolean verbose) {
        return run(seed, verbose, Decider.ENGINE);
    }

    /// Plays one seed as one zone's fault after the other, each as soon as the one before is
    /// recovered from, for that much virtual time: most recoveries for the least of anything else.
    public static Run endure(long seed, boolean verbose, Duration time) {
        return run(seed, verbose, Decider.ENGINE, Optional.of(time));
    }

    static Run run(long seed, boolean verbose, Decider decider) {
        return run(seed, verbose, decider, Optional.empty());
    }

    private static Run run(
            long seed, boolean verbose, Decider decider, Optional<Duration> endurance) {
        World world = new World(seed, verbose);
        Cluster cluster = new Cluster(world, decider, endurance);
        Optional<String> broken = Optional.empty();
        int events = 0;
        long healAt = cluster.trouble.healAt;
        try {
            events = world.run(healAt);
            cluster.trouble.heal();
            long end = healAt + 1_000_000L * CONVERGE_SECONDS_MAX;
            world.in(LOOK_MICROS, () -> rest(cluster, healAt, end));
            events += world.run(end + LOOK_MICROS);
        } catch (Broken e) {
            broken = Optional.ofNullable(e.getMessage());
        } catch (IllegalStateException e) {
            broken = Optional.of("the engine stopped at a defect: " + e);
        }
        return new Run(
                seed,
                world.hash(),
                broken,
                events,
                cluster.promises.acknowledged,
                cluster.promises.lost,
                cluster.promises.promotions,
                cluster.promises.moves,
                cluster.promises.recoveries,
                (world.now() - healAt) / 1000,
                cluster.taken,
                world.story());
    }

    private static void rest(Cluster cluster, long healedAt, long end) {
        String missing = cluster.missing(healedAt);
        if (missing == null) {
            cluster.world.tell(() -> "REST");
            cluster.world.stop();
            return;
        }
        if (cluster.world.now() >= end) {
            throw new Broken(
                    "no rest "
                            + CONVERGE_SECONDS_MAX
                            + " s after the healing: "
                            + missing
                            + "; "
                            + cluster.describe());
        }
        cluster.world.in(LOOK_MICROS, () -> rest(cluster, healedAt, end));
    }
}
