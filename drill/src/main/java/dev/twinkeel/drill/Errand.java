package dev.twinkeel.drill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request on its way, in the hands of one shopper. Confined to the load's thread.
final class Errand {
    final int index;
    final Kind kind;
    final int shopper;
    final long deadlineNanos;
    final byte[] bytes;
    final List<Integer> done;

    /// The connection that carries it now.
    @Nullable Connection on;

    /// Its first byte has left, on this try or an earlier one.
    boolean sent;

    /// A read was tried again because its connection turned out to be closed.
    boolean again;

    boolean ended;

    Errand(
            int index,
            Kind kind,
            int shopper,
            long deadlineNanos,
            byte[] bytes,
            List<Integer> done) {
        this.index = index;
        this.kind = kind;
        this.shopper = shopper;
        this.deadlineNanos = deadlineNanos;
        this.bytes = bytes;
        this.done = done;
    }

    /// What an end without a good answer means: a read changed nothing, an unsent write neither.
    Outcome withoutAnswer() {
        return kind == Kind.WRITE && sent ? Outcome.UNKNOWN : Outcome.FAILED;
    }

    /// What an answer means. A refusal of the request (4xx) or of the whole service (503) is a
    /// definite no; after 408 and the other 5xx nobody can say (RFC 9110, section 15.6).
    Outcome answered(int status) {
        if (done.contains(status)) {
            return Outcome.OK;
        }
        boolean refused = (status >= 400 && status < 500 && status != 408) || status == 503;
        return refused || kind == Kind.READ ? Outcome.FAILED : Outcome.UNKNOWN;
    }
}
