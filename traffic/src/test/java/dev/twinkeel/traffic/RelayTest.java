package dev.twinkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.traffic.Conditions.Path;
import dev.twinkeel.traffic.Conditions.Way;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayTest {
    private static final Loops LOOPS = Loops.open("relay-test", 1);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Queue<FlowLog.Flow> flows = new ConcurrentLinkedQueue<>();

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

    private Relay relay(Loops loops, Targets targets, Conditions conditions) {
        FlowLog log =
                new FlowLog() {
                    @Override
                    public void ended(Flow flow) {
                        flows.add(flow);
                    }
                };
        return opened(Relay.listen(loops, Peer.anyPort(), targets, conditions, log));
    }

    private Relay relay(Peer target, Conditions conditions) {
        return relay(LOOPS, Targets.always(target.address()), conditions);
    }

    private Socket connect(Relay relay) {
        return opened(Peer.connect(relay.address()));
    }

    private static Conditions roundTrip(int millis) {
        return Conditions.ofRoundTrip(Duration.ofMillis(millis), Duration.ZERO);
    }

    @Test
    void bytesArriveWholeAndInOrderUnderRandomChunksDelayAndJitter() throws Exception {
        Path path = new Path(Duration.ofMillis(2), Duration.ofMillis(5), 20_000_000);
        Relay relay = relay(opened(Peer.echo()), Conditions.of(path, path));
        for (int seed = 0; seed < 4; seed++) {
            echoesRandomChunks(relay, seed);
        }
    }

    @Test
    void bytesArriveWholeAndInOrderOnNioToo() throws Exception {
        try (Loops nio = Loops.open("relay-nio", 1, /* epoll= */ false)) {
            assertThat(nio.transport()).isEqualTo("nio");
            Peer echo = opened(Peer.echo());
            try (Relay relay = relay(nio, Targets.always(echo.address()), Conditions.direct())) {
                echoesRandomChunks(relay, 99);
            }
        }
    }

    private void echoesRandomChunks(Relay relay, int seed) throws Exception {
        Random random = new Random(seed);
        byte[] all = new byte[1 << 20];
        random.nextBytes(all);
        Socket socket = connect(relay);
        Thread writer =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        OutputStream out = socket.getOutputStream();
                                        for (int at = 0; at < all.length; ) {
                                            int most = random.nextBoolean() ? 100 : 40_000;
                                            int size = 1 + random.nextInt(most);
                                            size = Math.min(size, all.length - at);
                                            out.write(all, at, size);
                                            at += size;
                                        }
                                        socket.shutdownOutput();
                                    } catch (IOException e) {
                                        throw new AssertionError(e);
                                    }
                                });
        byte[] got = socket.getInputStream().readAllBytes();
        writer.join();
        int differs = Arrays.mismatch(got, all);
        assertThat(differs)
                .as("seed %d, got %d bytes, ends %s", seed, got.length, flows)
                .isEqualTo(-1);
    }

    @Test
    void settingUpCostsARoundTripAndEachAnswerAnother() throws Exception {
        Relay relay = relay(opened(Peer.echo()), roundTrip(60));
        long start = System.nanoTime();
        Socket socket = connect(relay);
        assertThat(Peer.ask(socket)).isEqualTo('?');
        assertThat(Waiting.millisSince(start)).isBetween(119.0, 1000.0);
        start = System.nanoTime();
        assertThat(Peer.ask(socket)).isEqualTo('?');
        assertThat(Waiting.millisSince(start)).isBetween(59.0, 500.0);
    }

    @Test
    void aDelayOfMicrosecondsIsKeptWithinAMillisecond() throws Exception {
        Conditions conditions = Conditions.ofRoundTrip(Duration.ofNanos(500_000), Duration.ZERO);
        double median = medianMillis(connect(relay(opened(Peer.echo()), conditions)));
        assertThat(median).isBetween(0.5, 2.5);
    }

    @Test
    void aDirectLinkAddsAlmostNothing() {
        double median = medianMillis(connect(relay(opened(Peer.echo()), Conditions.direct())));
        assertThat(median).isLessThan(1.5);
    }

    private static double medianMillis(Socket socket) {
        double[] times = new double[301];
        for (int i = 0; i < times.length; i++) {
            long start = System.nanoTime();
            assertThat(Peer.ask(socket)).isEqualTo('?');
            times[i] = Waiting.millisSince(start);
        }
        Arrays.sort(times);
        return times[times.length / 2];
    }

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
        assertThat(medianMillis(socket)).isLessThan(50);
    }

    @Test
    void bandwidthIsSharedByTheConnectionsOfALink() throws Exception {
        Path narrow = new Path(Duration.ZERO, Duration.ZERO, 1_000_000);
        Relay relay = relay(opened(Peer.echo()), Conditions.of(narrow, Path.DIRECT));
        List<Socket> sockets = List.of(connect(relay), connect(relay));
        long start = System.nanoTime();
        for (Socket socket : sockets) {
            socket.getOutputStream().write(new byte[150_000]);
            socket.shutdownOutput();
        }
        for (Socket socket : sockets) {
            assertThat(socket.getInputStream().readAllBytes()).hasSize(150_000);
        }
        assertThat(Waiting.millisSince(start)).isBetween(290.0, 2000.0);
    }

    @Test
    void aTargetThatRefusesIsSeenAsAResetAfterARoundTrip() {
        Relay relay = relay(LOOPS, Targets.always(Peer.nobody()), roundTrip(80));
        long start = System.nanoTime();
        assertThat(Peer.ended(connect(relay))).isTrue();
        assertThat(Waiting.millisSince(start)).isBetween(79.0, 1000.0);
        Waiting.until("the flow is told", () -> !flows.isEmpty());
        assertThat(flows.element().ending()).isEqualTo(FlowLog.Ending.UNREACHABLE);
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
        assertThat(Waiting.millisSince(start)).isBetween(49.0, 500.0);
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

    @Test
    void aHalfCloseIsPassedOnAsOne() throws Exception {
        Peer target =
                opened(
                        Peer.that(
                                socket -> {
                                    byte[] all = socket.getInputStream().readAllBytes();
                                    new DataOutputStream(socket.getOutputStream())
                                            .writeInt(all.length);
                                    socket.close();
                                }));
        Socket socket = connect(relay(target, roundTrip(10)));
        socket.getOutputStream().write(new byte[1000]);
        socket.shutdownOutput();
        assertThat(socket.getInputStream().readAllBytes()).containsExactly(0, 0, 1000 >> 8, 232);
        Waiting.until("the flow is told", () -> !flows.isEmpty());
        FlowLog.Flow flow = flows.element();
        assertThat(flow.ending()).isEqualTo(FlowLog.Ending.CLOSED);
        assertThat(flow.bytesThere()).isEqualTo(1000);
        assertThat(flow.bytesBack()).isEqualTo(4);
        assertThat(flow.target()).contains(target.address());
    }

    @Test
    void aTargetThatDoesNotReadStopsTheSender() throws Exception {
        Peer target = opened(Peer.silent());
        Conditions link = Conditions.direct();
        Relay relay = relay(target, link);
        Socket socket = connect(relay);
        long total = 256L << 20;
        AtomicLong sent = new AtomicLong();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                byte[] chunk = new byte[1 << 16];
                                while (sent.get() < total) {
                                    socket.getOutputStream().write(chunk);
                                    sent.addAndGet(chunk.length);
                                }
                            } catch (IOException _) {
                                // Closed at the end of the test.
                            }
                        });
        AtomicLong before = new AtomicLong(-1);
        AtomicLong since = new AtomicLong(System.nanoTime());
        Waiting.until(
                "the sender stands still for 300 ms",
                () -> {
                    if (before.getAndSet(sent.get()) != sent.get()) {
                        since.set(System.nanoTime());
                    }
                    return sent.get() > 0 && Waiting.millisSince(since.get()) > 300;
                });
        assertThat(sent.get()).isLessThan(32L << 20);
    }

    @Test
    void resettingAllEndsOpenConnectionsAndServesNewOnes() {
        Relay relay = relay(opened(Peer.echo()), Conditions.direct());
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            sockets.add(connect(relay));
        }
        sockets.forEach(socket -> assertThat(Peer.ask(socket)).isEqualTo('?'));
        assertThat(relay.connections()).isEqualTo(300);
        relay.resetAll();
        sockets.forEach(socket -> assertThat(Peer.ended(socket)).isTrue());
        assertThat(Peer.ask(connect(relay))).isEqualTo('?');
        Waiting.until("only the new one is left", () -> relay.connections() == 1);
        assertThat(relay.accepted()).isEqualTo(301);
        assertThat(relay.bytesThere()).isEqualTo(300);
    }

    @Test
    void aClosedRelayRefusesAndHasResetEverything() {
        Relay relay = relay(opened(Peer.echo()), Conditions.direct());
        Socket socket = connect(relay);
        assertThat(Peer.ask(socket)).isEqualTo('?');
        InetSocketAddress address = relay.address();
        relay.close();
        assertThat(Peer.ended(socket)).isTrue();
        assertThat(Peer.refused(address)).isTrue();
    }

    @Test
    void aTakenPortIsNamedInTheError() {
        Relay relay = relay(opened(Peer.echo()), Conditions.direct());
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () ->
                                Relay.listen(
                                        LOOPS,
                                        relay.address(),
                                        Targets.always(relay.address()),
                                        Conditions.direct(),
                                        FlowLog.NONE))
                .hasMessageContaining(String.valueOf(relay.address().getPort()));
    }
}
