package dev.twinkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.drill.Fault;
import dev.twinkeel.drill.Proof;
import dev.twinkeel.drill.Wound;
import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.host.Status;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlannedMoveTest {
    private static final Address HERE = new Address("127.0.0.1", 1);

    @Test
    void aMoveHasArrivedWhenEachDatabaseIsHeldThere() {
        Status before = status("mumbai", "orders-db", "users-db");
        Wound move = move(before, "singapore");

        assertThat(PlannedMove.done(move, before)).hasSize(2).noneMatch(Proof::holds);
        assertThat(PlannedMove.done(move, status("singapore", "orders-db", "users-db")))
                .hasSize(2)
                .allMatch(Proof::holds);
    }

    @Test
    void whereThereIsNoDatabaseItHasArrivedWhenTheUsersHave() {
        Status before = status("mumbai");
        Wound move = move(before, "singapore");

        assertThat(PlannedMove.done(move, before))
                .containsExactly(
                        new Proof(
                                "the users are sent to singapore",
                                false,
                                "they are sent to mumbai"));
        assertThat(PlannedMove.done(move, status("singapore"))).allMatch(Proof::holds).hasSize(1);
    }

    private static Wound move(Status status, String to) {
        return new Wound(
                new Fault(Fault.Action.MOVE, Fault.Target.REGION),
                Instant.EPOCH,
                "mumbai",
                "ordered " + to,
                List.of(),
                PlannedMove.moved(status, to));
    }

    private static Status status(String serving, String... databases) {
        Path nowhere = Path.of("");
        return new Status(
                Instant.EPOCH,
                "shop",
                nowhere,
                nowhere,
                Optional.of(serving),
                List.of(HERE),
                HERE,
                "shop.example.com",
                List.of(),
                List.of(databases).stream().map(it -> held(it, serving)).toList(),
                List.of(),
                List.of());
    }

    private static Status.DatabaseStatus held(String database, String region) {
        Member holder = new Member(database + "-a", region, region + "-a");
        var lease =
                new Lease(
                        database,
                        1,
                        region,
                        Optional.of(holder),
                        Set.of(),
                        1,
                        Optional.empty(),
                        false);
        return new Status.DatabaseStatus(
                database,
                Optional.of(lease),
                Map.of(),
                Map.of(),
                "shop",
                "shop",
                Path.of("password"));
    }
}
