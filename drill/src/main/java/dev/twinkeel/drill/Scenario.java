package dev.twinkeel.drill;

import dev.twinkeel.model.Objectives;
import dev.twinkeel.model.Objectives.Objective;
import dev.twinkeel.model.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A drill as its file says it: what is claimed, what is broken, and how long is watched.
///
/// @param name the file's name without `.yaml`
/// @param claim a sentence that can be false
/// @param then what is done after the fault, in this order
/// @param claims what must be so in the end
/// @param before what was lost, recovered from and healed before the drill begins
/// @param scope which of the application's objectives the outcome is held against
/// @param own objectives of the scenario itself, which count instead
/// @param warmUp load before anything counts, for caches and just-in-time compilers; up to four
///   times as long when the application is not within its latency objective by then
/// @param baseline how long all must be well before the fault
/// @param observe how long after the fault the service may take to be steady again, at most
/// @param steady how long all must be well before the outage counts as over
/// @param inside how long writes are tried inside a cut region after the promotion
/// @param history whether a few clients play a history beside the load, which is checked
/// @param load what the scenario changes of the application's load
public record Scenario(
        String name,
        String claim,
        Fault fault,
        List<Step> then,
        List<Claim> claims,
        Optional<Fault> before,
        Scope scope,
        Own own,
        Duration warmUp,
        Duration baseline,
        Duration observe,
        Duration steady,
        Duration inside,
        boolean history,
        LoadChange load) {

    public Scenario {
        then = List.copyOf(then);
        claims = List.copyOf(claims);
    }

    /// Just-in-time compilers and connection pools settle within this.
    public static final Duration DEFAULT_WARM_UP = Duration.ofSeconds(12);

    /// A thousand writes at the usual rate.
    public static final Duration DEFAULT_BASELINE = Duration.ofSeconds(5);

    /// Ten times what a region takes with a short lease.
    public static final Duration DEFAULT_OBSERVE = Duration.ofSeconds(60);

    /// More than twice a client's patience, so that every request of it has ended.
    public static final Duration DEFAULT_STEADY = Duration.ofSeconds(5);

    /// A few hundred tries.
    public static final Duration DEFAULT_INSIDE = Duration.ofSeconds(5);

    /// What bounds the memory of a run.
    public static final Duration LONGEST = Duration.ofMinutes(30);

    /// How far the damage reaches.
    public enum Scope {
        ZONE,
        REGION
    }

    /// A scenario's own objectives; empty takes the application's.
    public record Own(Optional<Duration> rto, Optional<Duration> rpo) {
        public static final Own NONE = new Own(Optional.empty(), Optional.empty());
    }

    /// What a scenario says about the load; empty takes what the application's file says.
    ///
    /// @param deadline how long a shopper waits, from the intended start
    /// @param resolver how long a shopper trusts DNS: `browser`, `jvm` or `eager`
    /// @param retries whether a shopper tries a write again with the same key
    public record LoadChange(
            Optional<Rate> rate,
            Optional<Rate> reads,
            Optional<Integer> shoppers,
            Duration deadline,
            String resolver,
            boolean retries) {
        /// What impatient people wait; the platform answers an order in a hundredth of it.
        public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(2);

        public static final LoadChange NONE =
                new LoadChange(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        DEFAULT_DEADLINE,
                        "browser",
                        false);
    }

    Objective objective(Objectives objectives) {
        Objective asked =
                switch (scope) {
                    case ZONE -> objectives.zone();
                    case REGION -> objectives.region();
                };
        return new Objective(own.rto().orElse(asked.rto()), own.rpo().orElse(asked.rpo()));
    }

    /// All that is done, the fault first.
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.first(fault));
        steps.addAll(then);
        return steps;
    }

    /// Every step is undone by a later one. A planned move breaks nothing.
    boolean mends() {
        List<Step> steps =
                steps().stream()
                        .filter(
                                it ->
                                        !(it.deed() instanceof Step.Deed.Inflict(Fault inflicted)
                                                && inflicted.isPlanned()))
                        .toList();
        long heals = steps.stream().filter(it -> it.deed() instanceof Step.Deed.Heal).count();
        return heals * 2 == steps.size();
    }

    /// The step from which the outage is timed.
    int timedFrom() {
        return claims.stream()
                .flatMap(
                        it ->
                                it instanceof Claim.Restored(_, int since)
                                        ? Stream.of(since)
                                        : Stream.empty())
                .findFirst()
                .orElse(1);
    }

    /// Somebody must be promoted: a run is not over before. Where nothing is said of it, a role of
    /// the database must have been hit.
    boolean awaitsWriter() {
        return claims.stream()
                .flatMap(
                        it ->
                                it instanceof Claim.Writers writers
                                        ? Stream.of(writers)
                                        : Stream.empty())
                .findFirst()
                .map(it -> it.where() != Claim.Where.NOWHERE)
                .orElse(fault.hitsWriter());
    }

    /// Nobody may be promoted, whatever the time: a run watches for all of it.
    boolean watchesAll() {
        return claims.contains(new Claim.Writers(Claim.Where.NOWHERE, 0));
    }

    /// That somebody says this is claimed: it is what should happen.
    boolean claimsSaid(String sentence) {
        return claims.stream().anyMatch(it -> it instanceof Claim.Said said && said.in(sentence));
    }

    /// How much of the old writer is tried after the promotion.
    Optional<Claim.Reach> tried() {
        return claims.stream()
                .flatMap(
                        it ->
                                it instanceof Claim.OldWriterSilent(var reach)
                                        ? Stream.of(reach)
                                        : Stream.empty())
                .findFirst();
    }

    /// How long a run takes at most, from the first request to the last.
    public Duration longest() {
        Duration whole =
                warmUp.plus(baseline).plus(observe).plus(steady).plus(inside).plus(load.deadline());
        for (Step step : steps()) {
            whole = whole.plus(step.longest());
        }
        return whole;
    }
}
