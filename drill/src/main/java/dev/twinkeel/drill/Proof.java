package dev.twinkeel.drill;

/// One thing that was looked at to see whether a claim about the world holds.
///
/// @param claim a sentence that can be false: `process orders-db-mumbai-a (pid 4711) is dead`
/// @param holds whether it was true when looked at
/// @param observed what was seen: `no such process`
public record Proof(String claim, boolean holds, String observed) {}
