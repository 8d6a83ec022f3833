package dev.twinkeel.twin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.HttpFace;
import dev.twinkeel.twin.Ports;
import dev.twinkeel.twin.store.Conflicts.Conflict;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConflictsTest {
    private static final Address ENGINE = new Address("127.0.0.1", Ports.TABLES);

    @Test
    void theVersionsOfOneTableAreTakenFromTheReplicatorsOfItsPlace() throws IOException {
        // As ConflictLog writes them.
        List<Map<String, Object>> told =
                List.of(conflict("carts", "c-1"), conflict("sessions", "s-1"));
        try (var _ =
                        HttpFace.listen(
                                new Address(ENGINE.host(), Ports.REPLICATION),
                                _ -> HttpFace.Answer.ok(told));
                Conflicts conflicts = new Conflicts()) {
            assertThat(conflicts.of(table(Optional.of(ENGINE))))
                    .contains(
                            List.of(
                                    new Conflict(
                                            "carts",
                                            "c-1",
                                            Instant.parse("2030-01-01T00:00:00.000001Z"),
                                            "mumbai",
                                            Instant.parse("2030-01-01T00:00:01Z"),
                                            "singapore",
                                            false,
                                            Map.of("id", "c-1"))));
        }
    }

    @Test
    void replicatorsThatDoNotAnswerAreNotTakenForNoConflict() {
        try (Conflicts conflicts = new Conflicts()) {
            assertThatThrownBy(() -> conflicts.of(table(Optional.of(ENGINE))))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aTableWhoseEngineWasRefusedHasNobodyToAsk() throws IOException {
        try (Conflicts conflicts = new Conflicts()) {
            assertThat(conflicts.of(table(Optional.empty()))).isEmpty();
        }
    }

    private static Map<String, Object> conflict(String table, String key) {
        return Map.of(
                "table",
                table,
                "key",
                key,
                "lost",
                "2030-01-01T00:00:00.000001Z",
                "lostRegion",
                "mumbai",
                "kept",
                "2030-01-01T00:00:01Z",
                "keptRegion",
                "singapore",
                "deletion",
                false,
                "item",
                Map.of("id", key));
    }

    private static StoreStatus table(Optional<Address> engine) {
        return new StoreStatus(
                "table",
                "carts",
                "mumbai",
                "storefront-carts",
                engine,
                Optional.empty(),
                "",
                Map.of());
    }
}
