package dev.twinkeel.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.recovery.Transition;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The engine keeps its promises in a world that misbehaves.
final class SimulationTest {
    private static final int SEEDS = 20_000;

    /// Beside the fixed ones, in every build others.
    private static final int FRESH_SEEDS = 2_000;

    /// One takes half an hour of waiting, which no run has, the other hardly ever happens; the
    /// tests of deciding visit every transition.
    private static final Set<Transition> RARE =
            EnumSet.of(Transition.MOVE_GIVEN_UP, Transition.HISTORIES_FORKED);

    /// `make seed SEED=n` plays one seed and shows its story.
    private static final Long ONE = Long.getLong("twinkeel.seed");

    @Test
    void everySeedKeepsThePromisesComesToRestAndIsTheSameTwice() {
        if (ONE != null) {
            Forecast.Run run = Forecast.run(ONE, /* verbose= */ true);
            run.story().forEach(System.out::println);
            assertThat(run.broken()).as("seed " + ONE).isEmpty();
            return;
        }
        Set<Transition> taken = EnumSet.noneOf(Transition.class);
        long fresh = 10_000_000 + System.nanoTime() % 1_000_000_000;
        LongStream.concat(LongStream.range(0, SEEDS), LongStream.range(fresh, fresh + FRESH_SEEDS))
                .parallel()
                .mapToObj(SimulationTest::played)
                .forEach(
                        run -> {
                            synchronized (taken) {
                                taken.addAll(run.taken());
                            }
                        });

        Set<Transition> never = EnumSet.complementOf(EnumSet.copyOf(taken));
        never.removeAll(RARE);
        assertThat(never).as("transitions that no seed visits").isEmpty();
    }

    private static Forecast.Run played(long seed) {
        Forecast.Run first = Forecast.run(seed, /* verbose= */ false);
        Forecast.Run second = Forecast.run(seed, /* verbose= */ false);
        if (first.broken().isPresent()) {
            throw new AssertionError(
                    "seed %d: %s%nreplay it with: %s"
                            .formatted(seed, first.broken().get(), first.replay()));
        }
        if (first.hash() != second.hash() || first.events() != second.events()) {
            throw new AssertionError(
                    "seed %d went two ways: %d events and %d%nreplay it with: %s"
                            .formatted(seed, first.events(), second.events(), first.replay()));
        }
        return first;
    }

    @Test
    void aRunMovesLosesAndRecoversForReal() {
        int moves = 0;
        int promotions = 0;
        int recoveries = 0;
        int lost = 0;
        int acknowledged = 0;
        for (long seed = 0; seed < 300; seed++) {
            Forecast.Run run = Forecast.run(seed, /* verbose= */ false);
            moves += run.moves();
            promotions += run.promotions();
            recoveries += run.recoveries();
            lost += run.lost();
            acknowledged += run.acknowledged();
        }

        assertThat(recoveries).isGreaterThan(300);
        assertThat(moves).isGreaterThan(30);
        assertThat(promotions).isGreaterThan(100);
        assertThat(lost).as("a region's loss loses what was on its way").isPositive();
        assertThat(acknowledged).isGreaterThan(10_000);
    }

    /// Each broke a promise once, and what it found is mended.
    @ParameterizedTest
    @ValueSource(
            longs = {
                13970, 2129, 18472, 20726, 35739, 36154, 76157, 144271, 163252, 201970, 440210,
                460198, 5127220, 80473210, 92486990, 95147700, 95194180, 97530717, 97729899,
                120283497
            })
    void aSeedThatOnceBrokeHolds(long seed) {
        assertThat(Forecast.run(seed, /* verbose= */ false).broken()).isEmpty();
    }

    @Test
    void theStoryOfASeedEndsAtRest() {
        assertThat(Forecast.run(1, /* verbose= */ true).story().getLast()).endsWith("REST");
    }

    @Test
    void aZonesFaultsAreEnduredOneAfterTheOther() {
        Duration time = Duration.ofSeconds(40);
        int recoveries = 0;
        for (long seed = 0; seed < 20; seed++) {
            Forecast.Run run = Forecast.endure(seed, /* verbose= */ false, time);
            assertThat(run.broken()).isEmpty();
            assertThat(run.lost()).isZero();
            recoveries += run.recoveries();
        }
        assertThat(recoveries).as("in 20 worlds").isGreaterThan(100);
    }
}
