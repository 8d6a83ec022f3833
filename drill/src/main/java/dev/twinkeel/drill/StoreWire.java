package dev.twinkeel.drill;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What a drill asks of one kind of store, to keep a ledger of it.
///
/// Whatever is not answered with a clear yes or no is an [IOException]: it may be there.
sealed interface StoreWire permits TableWire, BucketWire, QueueWire {
    /// Makes what the ledger is kept in, where that is not there anyway. Twice is harmless.
    default void prepare(StoreAddress where) throws IOException, InterruptedException {}

    /// Writes one thing under an id that nothing else has.
    ///
    /// @return whether it is there; false: certainly not
    boolean write(StoreAddress where, String id) throws IOException, InterruptedException;

    /// Every id that begins so; one that is there twice, twice. Of a queue, they are taken out, and
    /// what was read before is remembered, also by a read that failed halfway.
    List<String> read(StoreAddress where, String prefix) throws IOException, InterruptedException;

    /// Whether a thing can be written again, so that the order of writes can be seen.
    boolean rewrites();

    /// Writes a number over the one before.
    ///
    /// @return whether it is there; false: certainly not
    default boolean write(StoreAddress where, String id, long number)
            throws IOException, InterruptedException {
        throw new IllegalStateException("write again: " + where.store());
    }

    /// The number that was written last, as the store has it.
    default OptionalLong number(StoreAddress where, String id)
            throws IOException, InterruptedException {
        return OptionalLong.empty();
    }

    /// Which of the numbers are there, written over or not; empty where nothing keeps what was
    /// written over. It may take long: of each version, the store may look at all others.
    ///
    /// @param prefix how everything begins that numbers were written over
    /// @param most the highest that was written
    default Optional<Set<Long>> kept(StoreAddress where, String prefix, long most)
            throws IOException, InterruptedException {
        return Optional.empty();
    }

    /// How a refusal is told from what nobody knows (RFC 9110, section 15): 4xx and 503 are a
    /// definite no.
    static boolean done(StoreAddress where, int status, String body) throws IOException {
        if (status == 200) {
            return true;
        }
        if ((status >= 400 && status < 500 && status != 408) || status == 503) {
            return false;
        }
        throw new IOException(
                "%s in %s answered %d: %s".formatted(where.store(), where.region(), status, body));
    }

    /// The body of an answer that must be good.
    static String good(StoreAddress where, int status, String body) throws IOException {
        if (status != 200) {
            throw new IOException(
                    "read %s in %s: it answered %d: %s"
                            .formatted(where.store(), where.region(), status, body));
        }
        return body;
    }
}
