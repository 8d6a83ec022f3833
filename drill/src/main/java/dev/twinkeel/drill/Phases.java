package dev.twinkeel.drill;

import dev.twinkeel.recovery.Effect;
import dev.twinkeel.recovery.Entry;
import dev.twinkeel.recovery.Event;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.recovery.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// When each step of a recovery was reached, in milliseconds after the fault. What the journals do
/// not show is null. All but `steady` are the engine's own words; `steady` is the clients'.
///
/// @param detected an agent wrote that a member is gone or silent, or a region not alive
/// @param decided an agent left its normal stage to recover
/// @param fenced the old writer was proven dead, or its lease had run out
/// @param promoted the new writer accepts writes
/// @param rerouted users are sent to the other region; null when they need not be
/// @param steady clients are served again, to the end of the run
public record Phases(
        @Nullable Long detected,
        @Nullable Long decided,
        @Nullable Long fenced,
        @Nullable Long promoted,
        @Nullable Long rerouted,
        @Nullable Long steady) {

    /// Stages in which an agent collects what it needs to give the writes to somebody else.
    private static final Set<String> DECIDED = Set.of("Awaiting", "Electing", "Swapping");

    /// What the agents' clocks may be behind the one that timed the fault.
    static final Duration CLOCKS = Duration.ofMillis(50);

    static final Phases NONE = new Phases(null, null, null, null, null, null);

    /// The first entries of their kind at or after the fault.
    ///
    /// @param journal also from before it, for as long as an engine says its epoch once
    static Phases of(List<Entry> journal, Instant fault, @Nullable Long steadyMillis) {
        Instant since = fault.minus(CLOCKS);
        List<Entry> after =
                journal.stream()
                        .filter(entry -> !entry.event().at().isBefore(since))
                        .sorted(Comparator.comparing(entry -> entry.event().at()))
                        .toList();
        return new Phases(
                first(after, fault, Phases::detects),
                first(after, fault, entry -> DECIDED.contains(entry.stage())),
                fenced(after, fault),
                promoted(journal, fault),
                first(after, fault, entry -> done(entry, Effect.Reroute.class)),
                steadyMillis);
    }

    private static @Nullable Long promoted(List<Entry> journal, Instant fault) {
        return Course.of("", List.of(), journal, fault).promotions().stream()
                .findFirst()
                .map(Course.Promotion::atMillis)
                .orElse(null);
    }

    private static @Nullable Long first(List<Entry> after, Instant fault, Predicate<Entry> what) {
        return after.stream()
                .filter(what)
                .findFirst()
                .map(entry -> millis(entry, fault))
                .orElse(null);
    }

    private static long millis(Entry entry, Instant fault) {
        return Math.max(0, Duration.between(fault, entry.event().at()).toMillis());
    }

    private static boolean detects(Entry entry) {
        return switch (entry.event()) {
            case Event.MemberSeen seen -> !(seen.sight() instanceof Sight.Serving);
            case Event.RegionSeen seen -> !seen.alive();
            case Event.VantageLost _ -> true;
            case Event.Tick _,
                    Event.Started _,
                    Event.LeaseSeen _,
                    Event.LeaseUnseen _,
                    Event.Replied _,
                    Event.Commanded _ ->
                    false;
        };
    }

    private static boolean done(Entry entry, Class<? extends Effect> kind) {
        return entry.event() instanceof Event.Replied replied
                && kind.isInstance(replied.effect())
                && replied.reply() instanceof Reply.Done;
    }

    /// A proof of death, or the take-over's start: an agent goes from waiting for the lease to run
    /// out to the election only when it has.
    private static @Nullable Long fenced(List<Entry> after, Instant fault) {
        Map<String, String> stages = new HashMap<>();
        for (Entry entry : after) {
            String agent = entry.place() + "/" + entry.database();
            String before = stages.put(agent, entry.stage());
            boolean ranOut = "Awaiting".equals(before) && entry.stage().equals("Electing");
            if (ranOut || done(entry, Effect.Fence.class)) {
                return millis(entry, fault);
            }
        }
        return first(after, fault, entry -> entry.stage().equals("Swapping"));
    }
}
