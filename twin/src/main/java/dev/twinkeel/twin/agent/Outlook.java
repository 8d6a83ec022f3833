package dev.twinkeel.twin.agent;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one vantage point makes of its probes. No I/O and no clock: rounds are numbered, and a
/// region is lost after three rounds in a row without an answer from it.
///
/// A vantage point that hears nobody outside its own place may itself be cut off: it then says
/// nothing of the others. Not thread-safe.
final class Outlook {
    /// One missed round is a blip; three are 0.6 s of silence and more.
    static final int MISSES = 3;

    private static final int NEVER = 0;

    private final String place;
    private final int graceRounds;
    private final Map<String, Integer> heard = new HashMap<>();
    private final Set<String> lostToOthers = new HashSet<>();
    private int newest;

    /// @param graceRounds how many rounds after the start a place that was never heard counts as
    ///   unknown, not as lost; for less long when another place says that it is lost
    Outlook(String place, int graceRounds) {
        this.place = place;
        this.graceRounds = graceRounds;
    }

    /// Takes the result of one round; rounds may end out of order.
    ///
    /// @param number 1 for the first
    /// @param answered whether each probed place answered, by its name
    void round(int number, Map<String, Boolean> answered) {
        newest = Math.max(newest, number);
        answered.forEach((name, alive) -> heard.merge(name, alive ? number : NEVER, Math::max));
    }

    /// Another place says that this one is lost: it is not one that is still starting. What this
    /// vantage point says of it still rests on its own probes.
    void lostToAnother(String name) {
        lostToOthers.add(name);
    }

    /// Whether nobody outside this place was heard for as long as a region needs to be lost.
    boolean blind() {
        return heard.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(place))
                .allMatch(entry -> missing(entry.getKey(), entry.getValue()));
    }

    /// Whether a place is alive; empty when this vantage point cannot tell.
    Optional<Boolean> alive(String name) {
        if (name.equals(place)) {
            return Optional.of(true);
        }
        Integer last = heard.get(name);
        if (last == null) {
            return Optional.empty();
        }
        if (!missing(name, last)) {
            return last == NEVER ? Optional.empty() : Optional.of(true);
        }
        return blind() ? Optional.empty() : Optional.of(false);
    }

    private boolean missing(String name, int last) {
        if (last != NEVER) {
            return newest - last >= MISSES;
        }
        return newest >= (lostToOthers.contains(name) ? MISSES : graceRounds);
    }

    /// What is known of the regions given, in order of their names.
    SortedMap<String, Boolean> regions(Iterable<String> names) {
        SortedMap<String, Boolean> known = new TreeMap<>();
        for (String name : names) {
            alive(name).ifPresent(alive -> known.put(name, alive));
        }
        return known;
    }
}
