package dev.twinkeel.twin.agent;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.HttpCaller;
import java.time.Duration;
import java.util.List;

/// What a region's users meet: its balancers.
record FrontDoor(HttpCaller caller, String healthPath) {
    static final Duration LIMIT = Duration.ofSeconds(1);

    boolean answers(List<Address> doors) {
        return doors.stream().anyMatch(door -> caller.answers(door, healthPath, LIMIT));
    }
}
