package dev.twinkeel.drill;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// One region's half of a store, as an AWS client of this machine reaches it.
///
/// @param kind `table`, `bucket` or `queue`
/// @param name as in the application's file
/// @param resource as its engine knows it
/// @param credentials a file in the form of `~/.aws/credentials`; empty where none are checked
/// @param key attribute that identifies an item of a table; empty for anything else
public record StoreAddress(
        String kind,
        String name,
        String region,
        String resource,
        URI endpoint,
        Optional<Path> credentials,
        String key) {
    /// As it is told: `table carts`.
    String store() {
        return kind + " " + name;
    }
}
