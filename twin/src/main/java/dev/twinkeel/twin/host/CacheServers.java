package dev.twinkeel.twin.host;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Cache;
import dev.twinkeel.model.Region;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.engine.Processes;
import dev.twinkeel.twin.engine.RunningProcess;
import dev.twinkeel.twin.store.CacheMembers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The servers of caches, as the recovery engine may order them about: killed, and by the crew
/// started again without a role. An order older than the newest seen for the same cache is refused.
/// Thread-safe.
final class CacheServers {
    private final Map<String, String> units = new HashMap<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private final Processes processes;

    CacheServers(Application application, Processes processes) {
        this.processes = processes;
        for (Region region : application.regions()) {
            for (Cache cache : application.caches()) {
                for (Member member : CacheMembers.of(cache, region)) {
                    units.put(member.name(), CacheMembers.unit(cache, region));
                }
            }
        }
    }

    boolean has(String member) {
        return units.containsKey(member);
    }

    /// Kills a server; returning is the proof that this process of it is dead. What the crew starts
    /// in its stead has no role.
    ///
    /// @throws IllegalArgumentException when the order is older than one seen
    synchronized void fence(String member, long epoch) {
        long newest = epochs.merge(String.valueOf(units.get(member)), epoch, Math::max);
        if (newest > epoch) {
            throw new IllegalArgumentException(
                    "order for %s under epoch %d: epoch %d is the newest"
                            .formatted(member, epoch, newest));
        }
        Optional<RunningProcess> running = processes.running(member);
        running.ifPresent(RunningProcess::kill);
    }
}
