package dev.twinkeel.recovery;

import java.util.Optional;
import java.util.Set;

/// What a vantage point sees of one member.
public sealed interface Sight {
    /// It answers questions.
    ///
    /// @param writable it is out of recovery: a primary
    /// @param upstream name of the member that it streams from now; empty when it does not stream
    /// @param position received and flushed (a standby) or written and flushed (a primary)
    /// @param waitsFor names of the members that its commits wait for (a primary's
    ///   `synchronous_standby_names`)
    /// @param streaming names of the members that stream from it now
    /// @param mark the newest epoch whose mark it has replayed: [Effect.Promote] leaves one in the
    ///   log. Two promotions may have the same timeline number and different content; a member that
    ///   shows the mark has this one's. [#UNMARKED] when the adapter cannot tell
    record Serving(
            boolean writable,
            Optional<String> upstream,
            Position position,
            Set<String> waitsFor,
            Set<String> streaming,
            long mark)
            implements Sight {
        public Serving {
            waitsFor = Set.copyOf(waitsFor);
            streaming = Set.copyOf(streaming);
        }

        /// Of an adapter that leaves no marks.
        public Serving(
                boolean writable,
                Optional<String> upstream,
                Position position,
                Set<String> waitsFor,
                Set<String> streaming) {
            this(writable, upstream, position, waitsFor, streaming, UNMARKED);
        }
    }

    /// A member that is trusted by its timeline and position alone.
    long UNMARKED = -1;

    /// Its process is gone: an open connection was closed by the other side and a new one is
    /// refused.
    record Gone(String reason) implements Sight {}

    /// It has not answered for longer than the policy's silence; alive or not, nobody knows.
    record Silent(String reason) implements Sight {}
}
