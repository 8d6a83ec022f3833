package dev.twinkeel.twin.engine;

import dev.twinkeel.recovery.Sight;
import java.time.Duration;
import java.util.function.Consumer;

/// What can be seen of one member, whatever its engine is. Every operation ends in time, in a value
/// or a [MemberException].
public interface MemberControl extends AutoCloseable {
    /// One look that waits for its answer no longer than `limit`.
    Sight.Serving sight(Duration limit);

    /// Opens the connection that acts, so that an order finds it open.
    void keepReady(Duration limit);

    /// Calls back once when the member ends a connection that is held for nothing else: the fastest
    /// sign of a process that died.
    Held watch(Consumer<String> whenClosed);

    /// A connection that is held open until it is closed.
    interface Held extends AutoCloseable {
        /// Ends it, without a call back.
        @Override
        void close();
    }

    @Override
    void close();
}
