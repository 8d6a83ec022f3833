package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.HttpCaller;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Asks a control plane (a region's, or the edge's) to do something, and asks again while it says
/// that it is under way. Thread-safe.
///
/// @param what name for messages
/// @param limit of one request
record ControlPlane(String what, Address address, HttpCaller caller, Duration limit) {
    private static final Duration POLL = Duration.ofMillis(50);

    /// Ends by being done or refused, or by the interrupt of whoever is out of patience.
    Reply<Outcome> ask(String path, Map<String, Object> body) throws InterruptedException {
        while (true) {
            HttpCaller.Answered answer;
            try {
                answer = caller.post(address, path, body, limit);
            } catch (IOException e) {
                return new Reply.Unknown<>(
                        "ask %s for %s: %s".formatted(what, path, e.getMessage()));
            }
            switch (answer.status()) {
                case 200 -> {
                    return new Reply.Done<>(new Outcome.Plain());
                }
                case 202 -> TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
                case 400, 404, 409 -> {
                    return new Reply.Refused<>(what + ": " + answer.reason());
                }
                default -> {
                    return new Reply.Unknown<>(
                            "%s answered %d to %s: %s"
                                    .formatted(what, answer.status(), path, answer.reason()));
                }
            }
        }
    }
}
