package dev.twinkeel.model;

import java.util.List;
import java.util.Optional;

/// What shoppers do in a drill: writes and reads at constant rates, and the ledger that says what
/// was lost.
///
/// @param rate writes of all shoppers together; does nothing without `write`
/// @param reads of all shoppers together
/// @param shoppers clients with their own DNS cache and connections
/// @param write the request that changes something; empty: the drill only reads
/// @param read one or more requests, taken in turn
public record Load(
        Rate rate,
        Rate reads,
        int shoppers,
        Optional<Request> write,
        List<Request> read,
        Optional<Ledger> ledger) {

    /// A busy shop; enough that a gap of 10 ms is seen.
    public static final Rate DEFAULT_RATE = Rate.perSecond(200);

    /// Enough to measure latency without drowning the writes.
    public static final Rate DEFAULT_READS = Rate.perSecond(50);

    /// Each then has about 5 requests a second, as a page with its pictures does.
    public static final int DEFAULT_SHOPPERS = 40;

    public Load {
        read = List.copyOf(read);
    }

    /// Where the writes that took effect are listed.
    ///
    /// @param query gives one row for each applied write, its key in the first column
    /// @param fulfilled gives one row for each time that a write was followed up, as an order is
    ///   that is fulfilled, its key in the first column; empty when nothing follows a write
    public record Ledger(String database, String query, Optional<String> fulfilled) {}
}
