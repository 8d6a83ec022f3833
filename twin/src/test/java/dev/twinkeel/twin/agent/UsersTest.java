package dev.twinkeel.twin.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.recovery.Lease;
import dev.twinkeel.recovery.Member;
import dev.twinkeel.recovery.Outcome;
import dev.twinkeel.recovery.Reply;
import dev.twinkeel.twin.HttpCaller;
import dev.twinkeel.twin.HttpFace;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UsersTest {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final HttpFace world = HttpFace.listen(Rehearsal.free(), this::answer);
    private final HttpCaller caller = new HttpCaller();
    private final LeasesInMemory leases = new LeasesInMemory();
    private final Set<String> going = new HashSet<>();
    private int notYet;

    private final Users users =
            new Users(
                    "mumbai",
                    List.of("orders-db", "stock-db"),
                    leases,
                    plane("the edge"),
                    Map.of("singapore", plane("the agent of singapore")),
                    going::contains);

    private ControlPlane plane(String what) {
        return new ControlPlane(what, world.address(), caller, LIMIT);
    }

    private HttpFace.Answer answer(HttpFace.Asked request) {
        asked.add(request.path() + " " + request.body());
        if (request.path().equals("/lead") && notYet > 0) {
            notYet--;
            return new HttpFace.Answer(202, Map.of());
        }
        return HttpFace.Answer.ok(Map.of());
    }

    @AfterEach
    void close() {
        world.close();
        caller.close();
    }

    private void held(String database, String region, long epoch, long renewal) {
        leases.create(
                new Lease(
                        database,
                        epoch,
                        region,
                        Optional.of(new Member(database + "-" + region, region, "a")),
                        Set.of(),
                        renewal,
                        Optional.empty(),
                        /* degraded= */ true));
    }

    private static boolean done(Reply<Outcome> reply) {
        return reply instanceof Reply.Done<Outcome>;
    }

    @Test
    void theGatesOverThereAreLedBeforeTheUsersAreSent() throws InterruptedException {
        held("orders-db", "mumbai", 3, 7);
        held("stock-db", "mumbai", 2, 5);
        going.addAll(Set.of("orders-db", "stock-db"));
        notYet = 2;

        assertThat(done(users.lead("singapore"))).isTrue();

        assertThat(asked.stream().map(it -> it.split(" ", 2)[0]))
                .containsExactly("/lead", "/lead", "/lead", "/leaving", "/route");
        assertThat(asked.stream().skip(4))
                .first()
                .asString()
                .contains("\"epoch\":5", "\"turn\":24", "\"region\":\"singapore\"");
    }

    @Test
    void nobodyIsSentAheadOfADatabaseThatStays() throws InterruptedException {
        held("orders-db", "mumbai", 3, 7);
        held("stock-db", "mumbai", 2, 5);
        going.add("orders-db");

        assertThat(users.lead("singapore")).asString().contains("stock-db is not ready");
        assertThat(users.lead("hyderabad")).asString().contains("not reached");
        assertThat(asked).isEmpty();
    }

    @Test
    void aDatabaseThatIsThereAlreadyHoldsNobodyUp() throws InterruptedException {
        held("orders-db", "mumbai", 3, 7);
        held("stock-db", "singapore", 2, 5);
        going.add("orders-db");

        assertThat(done(users.lead("singapore"))).isTrue();
    }

    @Test
    void usersAreSentToTheRegionThatHoldsEveryDatabase() throws InterruptedException {
        held("orders-db", "mumbai", 3, 7);
        held("stock-db", "singapore", 2, 5);
        assertThat(users.send("mumbai")).asString().contains("stock-db is held by singapore");
        assertThat(asked).isEmpty();
    }

    @Test
    void theWayBackWinsOverTheWayThereUnderTheSameRenewals() throws InterruptedException {
        held("orders-db", "mumbai", 3, 7);
        held("stock-db", "mumbai", 2, 5);

        assertThat(done(users.send("mumbai"))).isTrue();

        assertThat(asked).singleElement().asString().contains("\"turn\":25");
    }
}
