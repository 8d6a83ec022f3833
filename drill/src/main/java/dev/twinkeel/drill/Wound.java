package dev.twinkeel.drill;

import java.time.Instant;
import java.util.List;

/// A fault that was inflicted, with the things it really hit.
///
/// @param at just before the first thing was hit, by this machine's clock
/// @param region the region in which it was
/// @param what one sentence: `killed region mumbai: 14 processes`
/// @param targets as the system names what was broken, to heal it by
/// @param hit names of what was hit: processes with their ids, links
public record Wound(
        Fault fault,
        Instant at,
        String region,
        String what,
        List<String> targets,
        List<String> hit) {
    public Wound {
        targets = List.copyOf(targets);
        hit = List.copyOf(hit);
    }
}
