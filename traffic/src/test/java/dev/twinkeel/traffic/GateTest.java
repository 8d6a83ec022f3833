package dev.twinkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final Loops LOOPS = Loops.open("gate-test", 1);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Peer a = opened(Peer.named('a'));
    private final Peer b = opened(Peer.named('b'));

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

    private Gate gate(Duration hold) {
        return opened(Gate.listen(LOOPS, Peer.anyPort(), Peer.anyPort(), hold, FlowLog.NONE));
    }

    private Socket writer(Gate gate) {
        return opened(Peer.connect(gate.writerAddress()));
    }

    private Socket reader(Gate gate) {
        return opened(Peer.connect(gate.readerAddress()));
    }

    private static GateState grant(long epoch, Peer writer, long millis, Peer... readers) {
        return new GateState(
                epoch,
                Optional.of(writer.address()),
                System.nanoTime() + Duration.ofMillis(millis).toNanos(),
                addresses(readers));
    }

    private static List<InetSocketAddress> addresses(Peer... peers) {
        return java.util.stream.Stream.of(peers).map(Peer::address).toList();
    }

    @Test
    void withoutAGrantNobodyPasses() {
        Gate gate = gate(Duration.ZERO);
        assertThat(gate.open()).isFalse();
        assertThat(Peer.refused(gate.writerAddress())).isTrue();
        assertThat(Peer.refused(gate.readerAddress())).isTrue();
        assertThat(a.accepted).isEmpty();
    }

    @Test
    void aValidGrantLeadsToItsWriter() {
        Gate gate = gate(Duration.ZERO);
        assertThat(gate.follow(grant(1, a, 60_000))).isTrue();
        assertThat(Peer.ask(writer(gate))).isEqualTo('a');
        assertThat(gate.epoch()).isEqualTo(1);
    }

    @Test
    void theGateClosesWithinFiftyMillisecondsOfTheGrantsEnd() {
        Gate gate = gate(Duration.ZERO);
        gate.follow(grant(1, a, 60_000));
        Socket socket = writer(gate);
        assertThat(Peer.ask(socket)).isEqualTo('a');
        double best = Double.MAX_VALUE;
        // The best of a few: a busy machine may be late, a wrong timer always is.
        for (int i = 0; i < 5 && best > 50; i++) {
            Socket open = writer(gate);
            GateState last = grant(1, a, 150);
            gate.follow(last);
            assertThat(Peer.ask(open)).isEqualTo('a');
            assertThat(Peer.ended(open)).isTrue();
            assertThat(System.nanoTime() - last.validUntilNanos()).isPositive();
            best = Math.min(best, Waiting.millisSince(last.validUntilNanos()));
            assertThat(Peer.refused(gate.writerAddress())).isTrue();
            gate.follow(grant(1, a, 60_000));
        }
        assertThat(best).isLessThan(50);
        assertThat(Peer.ended(socket)).isTrue();
    }

    @Test
    void renewingKeepsConnections() {
        Gate gate = gate(Duration.ZERO);
        gate.follow(grant(1, a, 100));
        Socket socket = writer(gate);
        long end = System.nanoTime() + Duration.ofMillis(400).toNanos();
        while (System.nanoTime() - end < 0) {
            gate.follow(grant(1, a, 5000));
            assertThat(Peer.ask(socket)).isEqualTo('a');
        }
    }

    @Test
    void anEpochOrWriterThatChangesResetsEveryWriter() {
        Gate gate = gate(Duration.ZERO);
        gate.follow(grant(1, a, 60_000));
        List<Socket> first = IntStream.range(0, 50).mapToObj(_ -> writer(gate)).toList();
        first.forEach(socket -> assertThat(Peer.ask(socket)).isEqualTo('a'));
        gate.follow(grant(2, b, 60_000));
        first.forEach(socket -> assertThat(Peer.ask(socket)).isEqualTo(-1));
        Socket second = writer(gate);
        assertThat(Peer.ask(second)).isEqualTo('b');
        gate.follow(grant(3, b, 60_000));
        assertThat(Peer.ended(second)).isTrue();
        assertThat(Peer.ask(writer(gate))).isEqualTo('b');
    }

    @Test
    void anOlderEpochIsRefused() {
        Gate gate = gate(Duration.ZERO);
        gate.follow(grant(7, b, 60_000));
        assertThat(gate.follow(grant(6, a, 60_000))).isFalse();
        assertThat(Peer.ask(writer(gate))).isEqualTo('b');
        assertThat(gate.epoch()).isEqualTo(7);
    }

    @Test
    void aGrantThatWasOverWhenItCameOpensNothing() {
        Gate gate = gate(Duration.ZERO);
        gate.follow(grant(1, a, -1));
        assertThat(gate.open()).isFalse();
        assertThat(Peer.refused(gate.writerAddress())).isTrue();
    }

    @Test
    void aWriterTakenAwayClosesTheGateAtOnce() {
        Gate gate = gate(Duration.ZERO);
        gate.follow(grant(1, a, 60_000));
        Socket socket = writer(gate);
        assertThat(Peer.ask(socket)).isEqualTo('a');
        gate.follow(new GateState(1, Optional.empty(), Long.MAX_VALUE / 2, List.of()));
        assertThat(Peer.ended(socket)).isTrue();
        assertThat(Peer.refused(gate.writerAddress())).isTrue();
    }

    @Test
    void readersGoRoundAndAreResetWhenTheirReaderIsGone() {
        Gate gate = gate(Duration.ZERO);
        gate.follow(grant(1, a, 60_000, a, b));
        List<Socket> sockets = IntStream.range(0, 10).mapToObj(_ -> reader(gate)).toList();
        List<Socket> ofA = sockets.stream().filter(socket -> Peer.ask(socket) == 'a').toList();
        assertThat(ofA).hasSize(5);
        gate.follow(grant(1, a, 60_000, b));
        ofA.forEach(socket -> assertThat(Peer.ended(socket)).isTrue());
        sockets.stream()
                .filter(socket -> !ofA.contains(socket))
                .forEach(socket -> assertThat(Peer.ask(socket)).isEqualTo('b'));
    }

    @Test
    void readersAreServedAfterTheGrantEndedAndPastADeadReader() {
        Gate gate = gate(Duration.ZERO);
        List<InetSocketAddress> readers = List.of(Peer.nobody(), b.address());
        gate.follow(new GateState(1, Optional.empty(), System.nanoTime(), readers));
        for (int i = 0; i < 6; i++) {
            assertThat(Peer.ask(reader(gate))).isEqualTo('b');
        }
    }

    @Test
    void aHeldClientIsServedWhenTheGateOpensSoon() throws Exception {
        Gate gate = gate(Duration.ofSeconds(10));
        Socket socket = writer(gate);
        socket.getOutputStream().write('?');
        assertThat(Peer.silentFor(socket, 50)).isTrue();
        gate.follow(grant(1, a, 60_000));
        assertThat(socket.getInputStream().read()).isEqualTo('a');
    }

    @Test
    void aHeldClientIsRefusedWhenItsTimeIsOver() {
        Gate gate = gate(Duration.ofMillis(100));
        Socket socket = writer(gate);
        long start = System.nanoTime();
        assertThat(Peer.ended(socket)).isTrue();
        assertThat(Waiting.millisSince(start)).isBetween(50.0, 2000.0);
        assertThat(gate.writerConnections()).isZero();
    }
}
