package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Member;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// When each member of the own region answered last: to tell one that is silent from an agent that
/// hears nobody, because its machine is too busy or its own network is cut. Thread-safe.
final class Hearing {
    /// Whoever has not answered for longer does not count as one who fell silent.
    private static final Duration LATELY = Duration.ofSeconds(5);

    private final Map<String, Long> heard = new ConcurrentHashMap<>();

    /// It answered now, be it with a refusal.
    void heard(Member member, long nowNanos) {
        heard.put(member.name(), nowNanos);
    }

    /// Whether everybody else who answered shortly before an instant has been silent since; false
    /// when there was nobody else.
    boolean nobodyBut(Member member, long sinceNanos) {
        boolean others = false;
        for (var each : heard.entrySet()) {
            long ago = sinceNanos - each.getValue();
            if (each.getKey().equals(member.name()) || ago > LATELY.toNanos()) {
                continue;
            }
            if (ago <= 0) {
                return false;
            }
            others = true;
        }
        return others;
    }
}
