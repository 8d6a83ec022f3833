package dev.twinkeel.twin.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.twin.Grants;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.HttpFace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a region's gates are told after its lease was handed over to another one.
class OnwardTest {
    private static final Duration LONG = Duration.ofSeconds(15);

    private final Queue<String> announced = new ConcurrentLinkedQueue<>();
    private volatile Grants granted = Grants.of(List.of(given("s", 60_000, false)));
    private final HttpFace there = HttpFace.listen(Rehearsal.free(), this::answer);
    private final HttpCaller caller = new HttpCaller();
    private final Onward onward =
            new Onward(
                    "mumbai",
                    Map.of("singapore", there.address()),
                    there.address(),
                    caller,
                    new News());

    @AfterEach
    void close() {
        onward.close();
        there.close();
        caller.close();
    }

    private static Grants.Given given(String writer, long validMillis, boolean away) {
        return new Grants.Given(
                "orders-db",
                2,
                Optional.of(writer),
                validMillis,
                List.of("s"),
                away,
                /* leaving= */ false);
    }

    private HttpFace.Answer answer(HttpFace.Asked asked) {
        if (asked.path().equals("/leaving")) {
            announced.add(asked.body().path("region").asText());
            return HttpFace.Answer.ok(Map.of());
        }
        return HttpFace.Answer.ok(granted);
    }

    private static void until(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting: " + what).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private boolean leads() {
        return onward.given("orders-db").isPresent();
    }

    @Test
    void beforeAHandOverNobodyIsLedOn() {
        assertThat(leads()).isFalse();
    }

    @Test
    void theOtherRegionsWriterIsGrantedForLessThanThere() {
        onward.begin("singapore");
        until("the writer over there", this::leads);
        Grants.Given given = onward.given("orders-db").orElseThrow();
        assertThat(given.writer()).contains("s");
        assertThat(given.epoch()).isEqualTo(2);
        assertThat(given.validMillis()).isLessThan(60_000);
        assertThat(onward.given("other-db")).isEmpty();
        until("the edge knows", () -> announced.contains("mumbai"));
    }

    @Test
    void eachHandOverIsAnnounced() {
        onward.begin("singapore");
        until("the edge knows", () -> announced.size() == 1);
        onward.begin("singapore");
        until("the edge knows again", () -> announced.size() == 2);
        assertThat(onward.handedOver()).isTrue();
    }

    @Test
    void aGrantThatIsNotRenewedRunsOut() {
        granted = Grants.of(List.of(given("s", 2_000, false)));
        onward.begin("singapore");
        until("the writer over there", this::leads);
        there.close();
        until("it has run out", () -> !leads());
    }

    @Test
    void whatIsTakenBackThereIsTakenBackHere() {
        onward.begin("singapore");
        until("the writer over there", this::leads);
        granted = Grants.of(List.of());
        until("nobody", () -> !leads());
    }

    @Test
    void twoRegionsThatBothGaveTheirLeaseAwayDoNotLeadInACircle() {
        granted = Grants.of(List.of(given("s", 60_000, true)));
        onward.begin("singapore");
        until("the edge knows", () -> !announced.isEmpty());
        assertThat(leads()).isFalse();
    }

    @Test
    void usersWhoComeBeforeTheWriterAreLedToIt() {
        onward.lead("singapore", List.of("orders-db"));
        until("the writer over there", this::leads);
        assertThat(onward.lead("singapore", List.of("orders-db")))
                .as("whoever serves them connects first")
                .isFalse();
        until("its writers", () -> onward.lead("singapore", List.of("orders-db")));

        assertThat(leads()).isTrue();
        assertThat(onward.handedOver()).as("users are to stay").isFalse();
        assertThat(announced).as("the other region tells the edge").isEmpty();
    }

    @Test
    void nobodyIsSentBeforeEveryDatabaseHasAWriterHere() {
        until("one writer", () -> onward.lead("singapore", List.of("orders-db")));

        assertThat(onward.lead("singapore", List.of("orders-db", "carts-db"))).isFalse();
        assertThat(onward.lead("hyderabad", List.of("orders-db"))).isFalse();
    }

    @Test
    void aPlaceThatIsNotKnownIsNobody() {
        onward.begin("hyderabad");
        assertThat(leads()).isFalse();
        assertThat(announced).isEmpty();
    }
}
