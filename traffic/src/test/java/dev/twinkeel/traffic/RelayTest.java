package dev.twinkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.traffic.Conditions.Path;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RelayTest extends RelayFixture {
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
        assertThat(Waiting.millisSince(start)).isBetween(119.0, 5000.0);
        start = System.nanoTime();
        assertThat(Peer.ask(socket)).isEqualTo('?');
        assertThat(Waiting.millisSince(start)).isBetween(59.0, 5000.0);
    }

    @Test
    void aDelayOfMicrosecondsIsKeptWithinAMillisecond() throws Exception {
        Conditions conditions = Conditions.ofRoundTrip(Duration.ofNanos(500_000), Duration.ZERO);
        double quick = quickMillis(connect(relay(opened(Peer.echo()), conditions)));
        assertThat(quick).isBetween(0.5, 2.5);
    }

    @Test
    void aDirectLinkAddsAlmostNothing() {
        double quick = quickMillis(connect(relay(opened(Peer.echo()), Conditions.direct())));
        assertThat(quick).isLessThan(1.5);
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
        assertThat(Waiting.millisSince(start)).isBetween(290.0, 10_000.0);
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
