package dev.twinkeel.traffic;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of a request on its way to a target: passed on as fast as the target takes it, its
/// beginning kept for one repetition. Lives on one event loop.
@SuppressWarnings("FutureReturnValueIgnored") // Failures come by the exception handlers.
final class RequestBody {
    private final HttpServerRequest request;
    private final int replayBytes;
    private final List<Buffer> kept = new ArrayList<>();
    private final boolean chunked;
    private final boolean expected;
    private @Nullable HttpClientRequest to;
    private long bytes;
    private boolean whole = true;
    private boolean reading;
    private boolean continued;
    private boolean ended;

    RequestBody(HttpServerRequest request, int replayBytes) {
        this.request = request;
        this.replayBytes = replayBytes;
        this.chunked = request.getHeader("transfer-encoding") != null;
        String length = request.getHeader("content-length");
        this.expected = chunked || (length != null && !length.equals("0"));
        this.ended = !expected;
    }

    /// Whether everything received so far can be sent again.
    boolean repeatable() {
        return whole;
    }

    /// Whether bytes are still to come from the client.
    boolean pending() {
        return !ended;
    }

    /// Sends head and body there: what is kept first, the rest as it comes.
    void send(HttpClientRequest out) {
        to = out;
        if (!expected) {
            out.end();
            request.resume();
            return;
        }
        out.setChunked(chunked);
        if (!continued && "100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
            continued = true;
            request.response().writeContinue();
        }
        kept.forEach(out::write);
        if (ended) {
            out.end();
            return;
        }
        if (!reading) {
            reading = true;
            request.handler(this::received);
            request.endHandler(_ -> received());
        }
        request.resume();
    }

    /// The target is lost: what comes is kept, or dropped, until the next one.
    void detach() {
        to = null;
    }

    private void received(Buffer part) {
        bytes += part.length();
        whole &= bytes <= replayBytes;
        if (whole) {
            kept.add(part);
        } else {
            kept.clear();
        }
        HttpClientRequest out = to;
        if (out == null) {
            return;
        }
        out.write(part);
        if (out.writeQueueFull()) {
            request.pause();
            out.drainHandler(_ -> request.resume());
        }
    }

    private void received() {
        ended = true;
        if (to != null) {
            to.end();
        }
    }
}
