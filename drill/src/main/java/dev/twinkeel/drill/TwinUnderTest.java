package dev.twinkeel.drill;

import dev.twinkeel.recovery.Entry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The running system that a drill breaks and watches. A port: the twin on this machine is one, a
/// real account can be another.
///
/// The drill is a client from outside: it finds the application as a user does, by DNS, and trusts
/// nothing of what the system says about itself when it measures time or loss. Calls block, each
/// for at most 30 seconds (a restore for longer), may come from any thread, and throw
/// [TwinTroubleException] when the twin itself cannot do what is asked.
public interface TwinUnderTest {
    /// Where users ask for the application's domain, by UDP.
    InetSocketAddress nameServer();

    /// The TCP port at the addresses that DNS answers.
    int port();

    /// Breaks something now. Nothing in the system may be told. Returns when the signals are sent
    /// or the bytes are stopped, without waiting for any effect. A planned move is ordered as a
    /// person orders it, and is refused as theirs would be.
    Wound inflict(Fault fault);

    /// Gets everything ready that [#inflict] would have to ask for first, so that what is to happen
    /// at a moment of a recovery happens in it. What is broken is who has the role when it is
    /// broken, or now where nobody else can take it.
    default Supplier<Wound> aim(Fault fault) {
        return () -> inflict(fault);
    }

    /// Undoes the fault itself: starts what was killed, wakes what was frozen, joins what was cut.
    /// Doing it twice is harmless. Returns without waiting for the application to be whole again.
    void heal(Wound wound);

    /// What shows that the fault has its effect now: every process that should be dead or frozen,
    /// every link that should pass no bytes. An empty list proves nothing and makes a drill
    /// invalid.
    List<Proof> prove(Wound wound);

    /// What shows that the processes inside a region are alive, whatever the outside can reach.
    /// Used when a region is cut, to show that it was not simply dead.
    List<Proof> alive(String region);

    /// The region that now accepts the writes and sends out the users' answers, seen from inside.
    Inside inside();

    /// The database server that now accepts the writes, at its own address, past every gate: as an
    /// open session of the application reaches it. It has no doors.
    Inside writer();

    /// The journals of every recovery agent that there is now or was before the fault, oldest entry
    /// first within each agent. Instants must be within a few milliseconds of this machine's clock.
    default List<Entry> journal() {
        return journal(Instant.EPOCH);
    }

    /// The entries of [#journal] whose event is not older than `since`, for who waits for news.
    List<Entry> journal(Instant since);

    /// The member that is now the primary of a database, to read the ledger at the end.
    DatabaseAddress primary(String database);

    /// Where pods reach the ledger's database for writing, in every zone of every region, those of
    /// the region that serves first; empty when there is none.
    List<DatabaseAddress> gates();

    /// The ledger's database as it was before this drill erased it, on a server of its own; empty
    /// when nothing was restored.
    default Optional<DatabaseAddress> restored() {
        return Optional.empty();
    }

    /// Rows that members had committed, never gave to the database that lives on, and were kept
    /// aside when they were cloned anew. May take minutes.
    List<KeptRow> kept();

    /// Both regions' halves of every table, bucket and queue, those of the region that serves
    /// first; empty when the application has none, or none of them runs.
    default List<StoreAddress> stores() {
        return List.of();
    }

    /// What the report should say about this system: versions of engines, timers, delays of links.
    /// In the order of reading; no secrets.
    Map<String, String> environment();

    /// The folder with the processes' own logs.
    Optional<Path> logs();
}
