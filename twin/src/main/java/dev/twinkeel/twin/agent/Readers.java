package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Sight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which members serve reads: standbys that stream, or streamed a moment ago. While the primary is
/// being replaced they all stop streaming, and their reads are a little older, not wrong.
///
/// Thread-safe.
final class Readers {
    private static final Duration MEMORY = Duration.ofSeconds(30);

    private final Map<String, Long> streamedNanos = new HashMap<>();

    /// @param sights by member of this region
    /// @param writer serves reads too, when nobody else can
    synchronized List<String> of(
            Map<String, Optional<Sight>> sights, Optional<String> writer, long nowNanos) {
        List<String> readers = new ArrayList<>();
        sights.forEach(
                (member, sight) -> {
                    if (sight.isPresent() && reads(member, sight.get(), nowNanos)) {
                        readers.add(member);
                    }
                });
        readers.sort(null);
        return readers.isEmpty() ? writer.stream().toList() : readers;
    }

    private boolean reads(String member, Sight sight, long nowNanos) {
        if (!(sight instanceof Sight.Serving serving) || serving.writable()) {
            streamedNanos.remove(member);
            return false;
        }
        if (serving.upstream().isPresent()) {
            streamedNanos.put(member, nowNanos);
            return true;
        }
        Long streamed = streamedNanos.get(member);
        return streamed != null && nowNanos - streamed < MEMORY.toNanos();
    }
}
