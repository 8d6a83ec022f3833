package dev.twinkeel.twin.place;

import java.time.Duration;

/// How long it takes to see users off from a region that they leave in a planned move.
///
/// Its balancers end connections one after the other, each after an answer. Whoever is still there
/// when they have done so is reset by the edge: that must come last.
final class SeeingOff {
    /// Over how long, so that the pods over there do not meet all users at once: processes that
    /// never served anybody are slow at first.
    static final Duration AT_BALANCERS = Duration.ofSeconds(10);

    /// By how much later than the edge a balancer may hear of the move, through two agents that
    /// each hold a question for a while, and a little for the last answers.
    private static final Duration HEARD_LATER = GrantFollower.LIMIT.multipliedBy(2).plusMillis(500);

    /// Below [dev.twinkeel.recovery.Effect.Lead#WITHIN], when the writer follows.
    static final Duration AT_EDGE = AT_BALANCERS.plus(HEARD_LATER);

    private SeeingOff() {}
}
