package dev.twinkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twinkeel.traffic.Door.Verdict;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class DoorTest extends RelayFixture {
    private static final Verdict GUEST = new Verdict("orders", "orders-1", Optional.empty());
    private static final Verdict STRANGER =
            new Verdict("catalog", "catalog-1", Optional.of("not-used"));

    private final Queue<Consumer<Verdict>> knocks = new ConcurrentLinkedQueue<>();
    private final Door slow = (_, _, answer) -> knocks.add(answer);
    private final FlowLog log =
            new FlowLog() {
                @Override
                public void ended(Flow flow) {
                    flows.add(flow);
                }
            };

    @Test
    void passesNothingBeforeTheDoorHasAnswered() throws IOException {
        Peer target = opened(Peer.named('t'));
        Socket client = connect(relay(target, slow));
        client.getOutputStream().write('?');
        Waiting.until("somebody knocks", () -> !knocks.isEmpty());

        assertThat(Peer.silentFor(client, 100)).isTrue();
        assertThat(target.accepted).isEmpty();

        knocks.remove().accept(GUEST);

        assertThat(client.getInputStream().read()).isEqualTo('t');
    }

    @Test
    void resetsWhomTheDoorRefusesAndTellsWhoItWas() throws IOException {
        Peer target = opened(Peer.named('t'));
        Socket client = connect(relay(target, slow));
        // Before it has connected, to be refused is what connecting ends in.
        Waiting.until("somebody knocks", () -> !knocks.isEmpty());

        knocks.remove().accept(STRANGER);

        assertThat(Peer.ask(client)).isEqualTo(-1);
        Waiting.until("the flow is told of", () -> !flows.isEmpty());
        assertThat(flows.element().ending()).isEqualTo(FlowLog.Ending.DENIED);
        assertThat(flows.element().caller()).isEqualTo(STRANGER);
        assertThat(flows.element().bytesThere()).isZero();
        assertThat(target.accepted).isEmpty();
    }

    @Test
    void cutsOffWhomItLetInAndRefusesLater() {
        Peer target = opened(Peer.named('t'));
        Socket client =
                connect(
                        relay(
                                target,
                                (_, _, answer) -> {
                                    knocks.add(answer);
                                    answer.accept(Verdict.UNKNOWN);
                                }));
        assertThat(Peer.ask(client)).isEqualTo('t');

        knocks.remove().accept(STRANGER);

        assertThat(Peer.ended(client)).isTrue();
        Waiting.until("the flow is told of", () -> !flows.isEmpty());
        assertThat(flows.element().ending()).isEqualTo(FlowLog.Ending.DENIED);
        assertThat(flows.element().bytesThere()).isEqualTo(1);
    }

    @Test
    void aGateKeepsWritersAndReadersOutAlike() {
        Peer member = opened(Peer.named('m'));
        Gate gate =
                opened(
                        Gate.listen(
                                LOOPS,
                                Peer.anyPort(),
                                Peer.anyPort(),
                                Duration.ZERO,
                                log,
                                (_, _, answer) -> answer.accept(STRANGER)));
        gate.follow(
                new GateState(
                        1,
                        Optional.of(member.address()),
                        System.nanoTime() + Waiting.LONG.toNanos(),
                        List.of(member.address())));

        assertThat(Peer.refused(gate.writerAddress())).isTrue();
        assertThat(Peer.refused(gate.readerAddress())).isTrue();
        assertThat(member.accepted).isEmpty();
    }

    @Test
    void whoWaitsForAGateIsAskedForWhenItOpens() throws IOException {
        Peer member = opened(Peer.named('m'));
        Gate gate =
                opened(Gate.listen(LOOPS, Peer.anyPort(), Peer.anyPort(), Waiting.LONG, log, slow));
        Socket guest = opened(Peer.connect(gate.writerAddress()));
        Socket stranger = opened(Peer.connect(gate.writerAddress()));
        Waiting.until("both wait", () -> gate.writerConnections() == 2);
        assertThat(Peer.silentFor(guest, 100)).isTrue();
        assertThat(knocks).isEmpty();

        gate.follow(leadingTo(1, Optional.of(member.address())));
        Waiting.until("both knock", () -> knocks.size() == 2);
        assertThat(member.accepted).isEmpty();
        knocks.remove().accept(GUEST);
        knocks.remove().accept(STRANGER);

        assertThat(List.of(Peer.ask(guest), Peer.ask(stranger)))
                .containsExactlyInAnyOrder((int) 'm', -1);
        assertThat(member.accepted).hasSize(1);
    }

    @Test
    void whoWaitsForAGateThatWasOpenAMomentAgoIsAskedMeanwhile() throws IOException {
        Peer member = opened(Peer.named('m'));
        Gate gate =
                opened(Gate.listen(LOOPS, Peer.anyPort(), Peer.anyPort(), Waiting.LONG, log, slow));
        gate.follow(leadingTo(1, Optional.of(member.address())));
        gate.follow(leadingTo(1, Optional.empty()));
        Socket guest = opened(Peer.connect(gate.writerAddress()));
        Waiting.until("somebody knocks", () -> !knocks.isEmpty());
        knocks.remove().accept(GUEST);
        assertThat(Peer.silentFor(guest, 100)).isTrue();

        gate.follow(leadingTo(2, Optional.of(member.address())));

        assertThat(Peer.ask(guest)).isEqualTo('m');
        assertThat(knocks).isEmpty();
    }

    private static GateState leadingTo(long epoch, Optional<InetSocketAddress> writer) {
        return new GateState(epoch, writer, System.nanoTime() + Waiting.LONG.toNanos(), List.of());
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerIsForgotten() throws IOException {
        Peer target = opened(Peer.named('t'));
        Relay relay = relay(target, slow);
        Socket gone = connect(relay);
        Waiting.until("somebody knocks", () -> !knocks.isEmpty());
        gone.setSoLinger(true, 0);
        gone.close();
        Waiting.until("it is told of", () -> flows.size() == 1);
        knocks.remove().accept(GUEST);

        assertThat(target.accepted).isEmpty();
        Waiting.until("it is forgotten", () -> relay.connections() == 0);
        assertThat(Peer.ask(connectAndAdmit(relay))).isEqualTo('t');
    }

    @Test
    void aBalancerAnswersOnlyWhomTheDoorLetsIn() throws IOException {
        Balancer balancer =
                opened(
                        Balancer.start(
                                BalancerConfig.of(Peer.anyPort(), "a"), AccessLog.NONE, log, slow));

        Socket guest = ask(balancer.address());
        Waiting.until("somebody knocks", () -> !knocks.isEmpty());
        assertThat(Peer.silentFor(guest, 100)).isTrue();
        knocks.remove().accept(GUEST);
        assertThat(guest.getInputStream().read()).isEqualTo('H');
        guest.close();

        Socket stranger = ask(balancer.address());
        Waiting.until("somebody knocks", () -> !knocks.isEmpty());
        knocks.remove().accept(STRANGER);
        assertThat(Peer.ended(stranger)).isTrue();
        Waiting.until("both flows are told of", () -> flows.size() == 2);
        FlowLog.Flow first = flows.remove();
        assertThat(first.caller()).isEqualTo(GUEST);
        assertThat(first.bytesThere()).isEqualTo(REQUEST.length);
        assertThat(first.bytesBack()).isPositive();
        assertThat(flows.remove().ending()).isEqualTo(FlowLog.Ending.DENIED);
    }

    private static final byte[] REQUEST =
            "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Socket ask(InetSocketAddress address) throws IOException {
        Socket socket = opened(Peer.connect(address));
        socket.getOutputStream().write(REQUEST);
        return socket;
    }

    private Socket connectAndAdmit(Relay relay) {
        Socket socket = connect(relay);
        Waiting.until("somebody knocks", () -> !knocks.isEmpty());
        knocks.remove().accept(GUEST);
        return socket;
    }

    private Relay relay(Peer target, Door door) {
        return opened(
                Relay.listen(
                        LOOPS,
                        Peer.anyPort(),
                        Targets.always(target.address()),
                        Conditions.direct(),
                        log,
                        door));
    }
}
