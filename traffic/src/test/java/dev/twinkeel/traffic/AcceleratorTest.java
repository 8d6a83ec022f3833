package dev.twinkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcceleratorTest {
    private static final Loops LOOPS = Loops.open("accelerator-test", 1);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Peer a = opened(Peer.named('a'));
    private final Peer b = opened(Peer.named('b'));
    private final Peer far = opened(Peer.named('f'));
    private final AtomicBoolean healthyA = new AtomicBoolean(true);
    private final AtomicBoolean healthyB = new AtomicBoolean(true);
    private final Accelerator accelerator =
            opened(
                    Accelerator.listen(
                            LOOPS, List.of(Peer.anyPort(), Peer.anyPort()), FlowLog.NONE));

    AcceleratorTest() {
        accelerator.region(
                "mumbai",
                List.of(
                        new Endpoint("a", a.address(), healthyA::get),
                        new Endpoint("b", b.address(), healthyB::get)));
        accelerator.region(
                "singapore", List.of(new Endpoint("far", far.address(), Health.always())));
    }

    @AfterAll
    static void closeLoops() {
        LOOPS.close();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T each) {
        opened.add(each);
        return each;
    }

    private Socket connect(int front) {
        return opened(Peer.connect(accelerator.addresses().get(front)));
    }

    private List<Integer> asked(int count) {
        return IntStream.range(0, count).map(i -> Peer.ask(connect(i % 2))).boxed().toList();
    }

    @Test
    void nobodyIsServedBeforeARegionIsActive() {
        assertThat(Peer.refused(accelerator.addresses().get(0))).isTrue();
    }

    @Test
    void bothAddressesGoRoundTheActiveRegionsEndpoints() {
        assertThat(accelerator.activate(1, "mumbai")).isTrue();
        assertThat(asked(20)).containsOnly((int) 'a', (int) 'b');
    }

    @Test
    void aSwitchResetsTheOldRegionsConnectionsAtOnceAndALateOrderChangesNothing() {
        accelerator.activate(3, "mumbai");
        List<Socket> old = IntStream.range(0, 20).mapToObj(i -> connect(i % 2)).toList();
        old.forEach(socket -> assertThat(Peer.ask(socket)).isIn((int) 'a', (int) 'b'));
        assertThat(accelerator.activate(4, "singapore")).isTrue();
        old.forEach(socket -> assertThat(Peer.ended(socket)).isTrue());
        assertThat(asked(4)).containsOnly((int) 'f');
        assertThat(accelerator.activate(3, "mumbai")).isFalse();
        assertThat(asked(4)).containsOnly((int) 'f');
        assertThat(accelerator.active()).contains("singapore");
        assertThat(accelerator.epoch()).isEqualTo(4);
    }

    @Test
    void aRegionThatIsLeftGentlyServesWhomItHasForAWhile() {
        accelerator.activate(3, "mumbai");
        Socket old = connect(0);
        assertThat(Peer.ask(old)).isIn((int) 'a', (int) 'b');
        assertThat(accelerator.activate(4, "singapore", Duration.ofMinutes(1))).isTrue();
        assertThat(asked(4)).containsOnly((int) 'f');
        assertThat(Peer.ask(old)).isIn((int) 'a', (int) 'b');

        assertThat(accelerator.activate(5, "singapore", Duration.ofMillis(100))).isTrue();
        assertThat(Peer.ended(old)).isTrue();
        assertThat(asked(4)).containsOnly((int) 'f');
    }

    @Test
    void whoIsLeftInARegionThatDiesIsCutOffBeforeItsFarewellIsOver() {
        accelerator.activate(1, "mumbai");
        Socket one = connect(0);
        Socket two = connect(0);
        Socket ofA = Peer.ask(one) == 'a' ? one : two;
        Socket ofB = ofA.equals(one) ? two : one;
        assertThat(Peer.ask(ofB)).isEqualTo('b');
        assertThat(accelerator.activate(2, "singapore", Duration.ofMinutes(1))).isTrue();

        healthyA.set(false);

        assertThat(Peer.ended(ofA)).isTrue();
        assertThat(Peer.ask(ofB)).isEqualTo('b');
    }

    @Test
    void anEndpointThatTurnsUnhealthyLosesItsConnections() {
        accelerator.activate(1, "mumbai");
        Socket one = connect(0);
        Socket two = connect(0);
        Socket ofA = Peer.ask(one) == 'a' ? one : two;
        Socket ofB = ofA.equals(one) ? two : one;
        assertThat(Peer.ask(ofB)).isEqualTo('b');
        healthyA.set(false);
        assertThat(Peer.ended(ofA)).isTrue();
        assertThat(Peer.ask(ofB)).isEqualTo('b');
        assertThat(asked(6)).containsOnly((int) 'b');
    }

    /// Once every two seconds it may be tried again.
    @Test
    void anEndpointThatResetsAConnectionGetsNoNewOneWhileAnotherCan() {
        Peer dying =
                opened(
                        Peer.that(
                                socket -> {
                                    int _ = socket.getInputStream().read();
                                    socket.setSoLinger(true, 0);
                                    socket.close();
                                }));
        accelerator.region(
                "hyderabad",
                List.of(
                        new Endpoint("dying", dying.address(), Health.always()),
                        new Endpoint("a", a.address(), Health.always())));
        accelerator.activate(1, "hyderabad");
        long start = System.nanoTime();
        long resets = asked(40).stream().filter(answer -> answer == -1).count();
        long tries = 1 + (System.nanoTime() - start) / Duration.ofSeconds(2).toNanos();
        assertThat(resets).isBetween(1L, tries);
    }

    @Test
    void whenNoEndpointIsHealthyAllAreUsed() {
        accelerator.activate(1, "mumbai");
        healthyA.set(false);
        healthyB.set(false);
        assertThat(asked(10)).containsOnly((int) 'a', (int) 'b');
    }

    @Test
    void aDeadEndpointIsPassedOverBeforeItsCheckKnows() {
        accelerator.region(
                "mumbai",
                List.of(
                        new Endpoint("dead", Peer.nobody(), Health.always()),
                        new Endpoint("b", b.address(), Health.always())));
        accelerator.activate(1, "mumbai");
        assertThat(asked(10)).containsOnly((int) 'b');
    }

    @Test
    void aCheckFollowsItsTargetBothWays() {
        Backend backend = opened(new Backend("x"));
        HealthPolicy policy = HealthPolicy.of(Duration.ofMillis(20), Duration.ofSeconds(5), 3);
        HealthCheck check =
                opened(HealthCheck.http(backend.address(), "x", "/health", policy, true));
        backend.health.set(302);
        assertThat(check.healthy()).isTrue();
        backend.health.set(404);
        Waiting.until("unhealthy", () -> !check.healthy());
        backend.health.set(200);
        Waiting.until("healthy", check::healthy);
        backend.close();
        Waiting.until("unhealthy", () -> !check.healthy());
    }

    @Test
    void aCheckThatGetsNoAnswerFailsAfterItsTimeout() {
        Peer silent = opened(Peer.silent());
        long start = System.nanoTime();
        boolean passed = Probe.http(silent.address(), "x", "/").passes(Duration.ofMillis(100));
        assertThat(passed).isFalse();
        assertThat(Waiting.millisSince(start)).isBetween(99.0, 5000.0);
    }

    @Test
    void resultsInARowDecide() {
        HealthPolicy policy = new HealthPolicy(Duration.ofSeconds(1), Duration.ofSeconds(1), 3, 2);
        HealthStreak streak = HealthStreak.of(false).next(false, policy, true);
        assertThat(streak.next(true, policy, true).healthy()).as("the first pass").isTrue();
        assertThat(streak.next(true, policy, false).healthy()).isFalse();
        HealthStreak up = streak.next(true, policy, true).next(true, policy, true);
        HealthStreak once = up.next(false, policy, true);
        assertThat(once.healthy()).isTrue();
        assertThat(once.next(true, policy, true).next(false, policy, true).healthy()).isTrue();
        HealthStreak down = once.next(false, policy, true);
        assertThat(down.healthy()).isFalse();
        HealthStreak twice = down.next(true, policy, true).next(true, policy, true);
        assertThat(twice.healthy()).isFalse();
        assertThat(twice.next(true, policy, true).healthy()).isTrue();
    }
}
