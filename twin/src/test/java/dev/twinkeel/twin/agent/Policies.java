package dev.twinkeel.twin.agent;

import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Policy;
import java.time.Duration;
import java.util.List;

/// Policies as the host gives them, with fast timers.
final class Policies {
    static final Member MUMBAI_A = new Member("orders-db-mumbai-a", "mumbai", "mumbai-a");
    static final Member MUMBAI_B = new Member("orders-db-mumbai-b", "mumbai", "mumbai-b");
    static final Member MUMBAI_C = new Member("orders-db-mumbai-c", "mumbai", "mumbai-c");
    static final Member SINGAPORE_A =
            new Member("orders-db-singapore-a", "singapore", "singapore-a");

    private Policies() {}

    static Policy orders(String place) {
        return of(
                "orders-db",
                place,
                List.of(MUMBAI_A, MUMBAI_B, MUMBAI_C, SINGAPORE_A),
                List.of(MUMBAI_A, SINGAPORE_A),
                Duration.ofSeconds(3));
    }

    /// Of an application that has no database, with a lease that a slow machine does not lose.
    static Policy routing(String place) {
        return of("routing", place, List.of(), List.of(), Duration.ofSeconds(30));
    }

    private static Policy of(
            String database,
            String place,
            List<Member> members,
            List<Member> standing,
            Duration lease) {
        return new Policy(
                database,
                place,
                "witness",
                List.of("mumbai", "singapore"),
                "mumbai",
                members,
                standing,
                lease,
                Duration.ofMillis(500),
                Duration.ofMillis(600),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                false);
    }
}
