package dev.twinkeel.forecast;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// Virtual time, chance, and the paths between places. One thread; nothing here waits.
///
/// Everything that happens is an event in one queue, ordered by when it is due and then by when it
/// was planned, so a seed decides the whole run.
final class World {
    static final int WITNESS = 8;
    static final int EDGE = 9;
    private static final int PLACES = 10;

    /// A run that needs more events than this is going in circles.
    private static final int EVENTS_MAX = 400_000;

    final SplittableRandom random;
    private final Agenda agenda = new Agenda();
    private final boolean verbose;
    private final List<String> story = new ArrayList<>();

    /// Nothing goes from the first place to the second.
    final boolean[][] cut = new boolean[PLACES][PLACES];

    private long nowMicros;
    private long hash = 0xcbf29ce484222325L;
    private boolean stopped;

    final long seed;

    World(long seed, boolean verbose) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.verbose = verbose;
    }

    /// The zone's place; the region's own is the fourth.
    static int zone(int region, int zone) {
        return region * 4 + zone;
    }

    static int region(int region) {
        return region * 4 + 3;
    }

    long now() {
        return nowMicros;
    }

    long hash() {
        return hash;
    }

    List<String> story() {
        return story;
    }

    void at(long dueMicros, Runnable action) {
        agenda.add(Math.max(dueMicros, nowMicros), action);
    }

    void in(long micros, Runnable action) {
        at(nowMicros + micros, action);
    }

    /// Runs until stopped or until the instant.
    ///
    /// @return the number of events
    int run(long untilMicros) {
        int count = 0;
        while (!stopped && !agenda.isEmpty() && agenda.nextDue() <= untilMicros) {
            nowMicros = agenda.nextDue();
            mix(agenda.nextKey());
            agenda.remove().run();
            if (++count > EVENTS_MAX) {
                throw new Broken("the run never ends: " + count + " events");
            }
        }
        return count;
    }

    void stop() {
        stopped = true;
    }

    /// Puts something that happened into the log that two runs of a seed must have in common.
    void mix(long value) {
        hash = (hash ^ value) * 0x100000001b3L;
        hash ^= hash >>> 29;
    }

    void tell(Supplier<String> words) {
        if (verbose) {
            story.add("%9.3f  %s".formatted(nowMicros / 1e6, words.get()));
        }
    }

    /// How long a message travels now.
    long delay(int from, int to) {
        if (from == to) {
            return 50;
        }
        if (from / 4 == to / 4 && from < WITNESS && to < WITNESS) {
            return 200L + random.nextInt(800);
        }
        return 29_000L + random.nextInt(3_000);
    }

    boolean open(int from, int to) {
        return !cut[from][to];
    }

    boolean openBoth(int one, int other) {
        return !cut[one][other] && !cut[other][one];
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /// Between `low` and `high` seconds, in microseconds.
    long between(double low, double high) {
        return (long) ((low + (high - low) * random.nextDouble()) * 1e6);
    }
}
