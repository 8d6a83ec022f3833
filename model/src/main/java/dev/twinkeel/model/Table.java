package dev.twinkeel.model;

import java.util.Optional;

/// A key-value table, replicated to both regions.
///
/// @param key attribute that identifies a row
/// @param expires attribute that holds when a row expires
public record Table(String name, String key, Optional<String> expires) {
    /// What most tables call it.
    public static final String DEFAULT_KEY = "id";
}
