package dev.twinkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.traffic.Conditions.Path;
import dev.twinkeel.traffic.Conditions.Way;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RelayFaultTest extends RelayFixture {
    @Test
    void aCutIsSilentAndHealingDeliversWhatWasHeldInOrder() throws Exception {
        Conditions link = Conditions.direct();
        Socket socket = connect(relay(opened(Peer.echo()), link));
        assertThat(Peer.ask(socket)).isEqualTo('?');
        link.cut(Way.BOTH);
        OutputStream out = socket.getOutputStream();
        for (int i = 0; i < 100; i++) {
            out.write(i);
        }
        assertThat(Peer.silentFor(socket, 100)).isTrue();
        assertThat(link.stopped(Way.THERE)).isTrue();
        link.heal();
        for (int i = 0; i < 100; i++) {
            assertThat(socket.getInputStream().read()).isEqualTo(i);
        }
        assertThat(Peer.ask(socket)).isEqualTo('?');
    }

    @Test
    void aHalfOpenCutStopsOneDirectionOnly() throws Exception {
        Conditions link = Conditions.direct();
        AtomicLong got = new AtomicLong();
        Peer target =
                opened(
                        Peer.that(
                                socket -> {
                                    while (socket.getInputStream().read() >= 0) {
                                        got.incrementAndGet();
                                        socket.getOutputStream().write('!');
                                    }
                                }));
        Socket socket = connect(relay(target, link));
        assertThat(Peer.ask(socket)).isEqualTo('!');
        // Seen from the other end, the answers' way is the way there.
        link.reversed().cut(Way.THERE);
        socket.getOutputStream().write('?');
        Waiting.until("the target got the second question", () -> got.get() == 2);
        assertThat(Peer.silentFor(socket, 100)).isTrue();
        link.heal();
        assertThat(socket.getInputStream().read()).isEqualTo('!');
    }

    @Test
    void aConnectionMadeDuringACutIsSilentAndServedAfterIt() throws Exception {
        Conditions link = Conditions.direct();
        Peer target = opened(Peer.echo());
        Relay relay = relay(target, link);
        link.cut(Way.THERE);
        Socket socket = connect(relay);
        socket.getOutputStream().write('x');
        assertThat(Peer.silentFor(socket, 100)).isTrue();
        assertThat(target.accepted).isEmpty();
        link.heal();
        assertThat(socket.getInputStream().read()).isEqualTo('x');
    }

    @Test
    void aClientThatGaveUpDuringACutNeverReachesTheTarget() throws Exception {
        Conditions link = Conditions.direct();
        Peer target = opened(Peer.echo());
        Relay relay = relay(target, link);
        link.cut(Way.BOTH);
        Socket socket = connect(relay);
        socket.getOutputStream().write(new byte[] {1, 2, 3});
        Waiting.until("the connection is there", () -> relay.connections() == 1);
        socket.close();
        Waiting.until("the connection is given up", () -> relay.connections() == 0);
        link.heal();
        assertThat(Peer.ask(connect(relay))).isEqualTo('?');
        assertThat(target.accepted).hasSize(1);
    }

    @Test
    void aStallEndsByItself() throws Exception {
        Conditions link = Conditions.direct();
        Socket socket = connect(relay(opened(Peer.echo()), link));
        assertThat(Peer.ask(socket)).isEqualTo('?');
        link.stall(Way.THERE, Duration.ofMillis(200));
        long start = System.nanoTime();
        assertThat(Peer.ask(socket)).isEqualTo('?');
        assertThat(Waiting.millisSince(start)).isGreaterThan(195);
        assertThat(link.stopped(Way.BOTH)).isFalse();
    }

    @Test
    void aSlowLinkIsSlowUntilItHeals() throws Exception {
        Conditions link = Conditions.direct();
        Socket socket = connect(relay(opened(Peer.echo()), link));
        link.slow(Way.THERE, Path.of(Duration.ofMillis(150), Duration.ZERO));
        long start = System.nanoTime();
        assertThat(Peer.ask(socket)).isEqualTo('?');
        assertThat(Waiting.millisSince(start)).isGreaterThan(149);
        link.heal();
        assertThat(quickMillis(socket)).isLessThan(50);
    }

    @Test
    void aTargetThatRefusesIsSeenAsAResetAfterARoundTrip() {
        Relay relay = relay(LOOPS, Targets.always(Peer.nobody()), roundTrip(80));
        long start = System.nanoTime();
        assertThat(Peer.ended(connect(relay))).isTrue();
        assertThat(Waiting.millisSince(start)).isBetween(79.0, 5000.0);
        Waiting.until("the flow is told", () -> !flows.isEmpty());
        assertThat(flows.element().ending()).isEqualTo(FlowLog.Ending.UNREACHABLE);
    }

    @Test
    void aPatientRelayTriesATargetThatRefusesAgain() {
        InetSocketAddress refusing = Peer.nobody();
        InetSocketAddress listening = opened(Peer.echo()).address();
        var asked = new AtomicInteger();
        Targets later = _ -> Optional.of(asked.incrementAndGet() < 4 ? refusing : listening);
        Relay relay = patient(later, Waiting.LONG);
        assertThat(Peer.ask(connect(relay))).isEqualTo('?');
        assertThat(asked).hasValue(4);
    }

    @Test
    void thePatienceOfARelayEnds() {
        Relay relay = patient(Targets.always(Peer.nobody()), Duration.ofMillis(150));
        long start = System.nanoTime();
        assertThat(Peer.ended(connect(relay))).isTrue();
        assertThat(Waiting.millisSince(start)).isBetween(149.0, 5000.0);
    }

    private Relay patient(Targets targets, Duration patience) {
        return opened(
                Relay.listen(
                        LOOPS,
                        Peer.anyPort(),
                        targets,
                        Conditions.direct(),
                        FlowLog.NONE,
                        patience));
    }

    @Test
    void aClientWithoutATargetIsReset() {
        Relay relay = relay(LOOPS, _ -> Optional.empty(), Conditions.direct());
        assertThat(Peer.refused(relay.address())).isTrue();
        Waiting.until("the flow is told", () -> !flows.isEmpty());
        assertThat(flows.element().ending()).isEqualTo(FlowLog.Ending.REFUSED);
    }

    @Test
    void aKilledTargetIsSeenAfterTheDelay() {
        Peer target = opened(Peer.echo());
        Socket socket = connect(relay(target, roundTrip(100)));
        assertThat(Peer.ask(socket)).isEqualTo('?');
        long start = System.nanoTime();
        target.close();
        assertThat(Peer.ended(socket)).isTrue();
        assertThat(Waiting.millisSince(start)).isBetween(49.0, 5000.0);
        Waiting.until("the flow is told", () -> !flows.isEmpty());
        assertThat(flows.element().ending()).isEqualTo(FlowLog.Ending.RESET_BY_TARGET);
    }

    @Test
    void aTargetKilledBehindACutIsSeenOnlyAfterHealing() throws Exception {
        Conditions link = Conditions.direct();
        Peer target = opened(Peer.echo());
        Socket socket = connect(relay(target, link));
        assertThat(Peer.ask(socket)).isEqualTo('?');
        link.cut(Way.BOTH);
        target.close();
        assertThat(Peer.silentFor(socket, 100)).isTrue();
        link.heal();
        assertThat(Peer.ended(socket)).isTrue();
    }

    @Test
    void aClientThatResetsIsSeenByTheTarget() throws Exception {
        Peer target = opened(Peer.silent());
        Socket socket = connect(relay(target, Conditions.direct()));
        socket.getOutputStream().write('x');
        Waiting.until("accepted", () -> target.accepted.size() == 1);
        socket.setSoLinger(true, 0);
        socket.close();
        InputStream in = target.accepted.element().getInputStream();
        Waiting.until(
                "the target sees the end",
                () -> {
                    try {
                        return in.read() < 0;
                    } catch (IOException _) {
                        return true;
                    }
                });
        Waiting.until("the flow is told", () -> !flows.isEmpty());
        assertThat(flows.element().ending()).isEqualTo(FlowLog.Ending.RESET_BY_CLIENT);
    }
}
