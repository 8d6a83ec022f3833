package dev.twinkeel.model;

import java.util.Optional;

/// The third place, in neither region, which breaks ties.
public record Witness(String name, Optional<String> aws) {
    /// What the place is called; no region may have this name.
    public static final String PLACE = "witness";
}
