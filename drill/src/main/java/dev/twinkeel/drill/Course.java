package dev.twinkeel.drill;

import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Entry;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a drill did, and what the recovery engines' journals say that came of it: the facts that
/// claims about writers and refusals are judged by.
///
/// @param home the region that served before the fault
/// @param steps in their order
/// @param promotions new writers, in the order of time
/// @param epochs that began after the fault, by their number, the least first
/// @param said by the engines after the fault, and in answer to a person
public record Course(
        String home,
        List<Done> steps,
        List<Promotion> promotions,
        List<Began> epochs,
        List<String> said) {
    static final Course NONE = new Course("", List.of(), List.of(), List.of(), List.of());

    public Course {
        steps = List.copyOf(steps);
        promotions = List.copyOf(promotions);
        epochs = List.copyOf(epochs);
        said = List.copyOf(said);
    }

    /// A step that was done.
    ///
    /// @param number from 1; what a step's own pulse does later has its number
    /// @param words what was done: `killed mumbai-a: 7 processes`
    public record Done(int number, long atMillis, String words) {}

    /// A member, or a region of an application without databases, that accepts writes under a new
    /// epoch.
    public record Promotion(
            long atMillis, String database, String member, String region, long epoch) {}

    /// The first mention of an epoch that nobody knew before the fault.
    public record Began(long atMillis, String database, String place, long epoch) {}

    /// @param journal also from before the fault, so that it is known which epochs began after it
    /// @param fault the instant of the first step
    static Course of(String home, List<Done> steps, List<Entry> journal, Instant fault) {
        Instant since = fault.minus(Phases.CLOCKS);
        Map<String, Long> before = new HashMap<>();
        List<Entry> after = new ArrayList<>();
        for (Entry entry : sorted(journal)) {
            if (entry.event().at().isBefore(since)) {
                before.merge(entry.database(), entry.epoch(), Math::max);
            } else {
                after.add(entry);
            }
        }
        List<String> said = new ArrayList<>(steps.stream().map(Done::words).toList());
        after.forEach(entry -> entry.sentence().ifPresent(said::add));
        return new Course(
                home,
                steps,
                promotions(after, known(before, after), fault),
                began(after, before, fault),
                said);
    }

    private static List<Entry> sorted(List<Entry> journal) {
        return journal.stream()
                .sorted(Comparator.comparing((Entry entry) -> entry.event().at()))
                .toList();
    }

    /// The epoch of each database before the fault; where the journal before it is silent, the
    /// oldest that is told after it.
    private static Map<String, Long> known(Map<String, Long> before, List<Entry> after) {
        Map<String, Long> known = new HashMap<>(before);
        after.stream()
                .filter(it -> it.epoch() > 0)
                .forEach(it -> known.putIfAbsent(it.database(), it.epoch()));
        return known;
    }

    private static List<Began> began(List<Entry> after, Map<String, Long> before, Instant fault) {
        Map<String, Long> newest = new HashMap<>(before);
        List<Began> began = new ArrayList<>();
        for (Entry entry : after) {
            Long known = newest.get(entry.database());
            if (known != null && entry.epoch() > known) {
                began.add(
                        new Began(
                                millis(entry, fault),
                                entry.database(),
                                entry.place(),
                                entry.epoch()));
            }
            newest.merge(entry.database(), entry.epoch(), Math::max);
        }
        return began;
    }

    private static List<Promotion> promotions(
            List<Entry> after, Map<String, Long> before, Instant fault) {
        List<Promotion> promotions = new ArrayList<>();
        for (Entry entry : after) {
            Optional<Promotion> made = promotion(entry, fault);
            // A primary that goes on is told so by the same order, under its own epoch.
            if (made.isPresent()
                    && made.get().epoch() > before.getOrDefault(entry.database(), 0L)
                    && promotions.stream().noneMatch(it -> same(it, made.get()))) {
                promotions.add(made.get());
            }
        }
        return promotions;
    }

    private static boolean same(Promotion one, Promotion other) {
        return one.database().equals(other.database())
                && one.epoch() == other.epoch()
                && one.member().equals(other.member());
    }

    /// By the answer to the order, or, where its engine died before that came, by the epoch's mark
    /// that the member shows.
    private static Optional<Promotion> promotion(Entry entry, Instant fault) {
        if (entry.event()
                instanceof Event.Replied(_, Effect.Promote promote, Reply.Done<Outcome> _)) {
            return Optional.of(promotion(entry, fault, promote.member(), promote.epoch()));
        }
        if (entry.event() instanceof Event.MemberSeen(_, var member, Sight.Serving serving)
                && serving.writable()) {
            return Optional.of(promotion(entry, fault, member, serving.mark()));
        }
        return Optional.empty();
    }

    private static Promotion promotion(Entry entry, Instant fault, Member member, long epoch) {
        return new Promotion(
                millis(entry, fault), entry.database(), member.name(), member.region(), epoch);
    }

    private static long millis(Entry entry, Instant fault) {
        return Math.max(0, Duration.between(fault, entry.event().at()).toMillis());
    }

    /// When a step was done; empty when it was not.
    Optional<Long> at(int step) {
        return steps.stream().filter(it -> it.number() == step).map(Done::atMillis).findFirst();
    }
}
