package dev.twinkeel.storefront;

/// What became of an order that was asked for. *Refused* and *unknown* are never the same: the
/// first is known to have left no trace, the second may have been kept.
sealed interface Outcome {
    /// Kept on two servers, now.
    record Placed(Order order) implements Outcome {}

    /// Was kept before under the same key, and is on two servers.
    record PlacedBefore(Order order) implements Outcome {}

    /// The key names another order.
    record KeyTaken(Order order) implements Outcome {}

    /// Nobody sells this.
    record NoSuchProduct() implements Outcome {}

    /// Less is left than was asked for.
    record OutOfStock() implements Outcome {}

    /// The database cannot be written just now; for certain nothing was kept.
    record Refused(String reason) implements Outcome {}

    /// The database was asked to commit and did not say whether it has, on two servers.
    record Unknown(String reason) implements Outcome {}
}
