package dev.twinkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;

/// Relays between clients and targets of a test.
abstract class RelayFixture {
    /// For all relays of all tests; its thread ends with the process.
    static final Loops LOOPS = Loops.open("relay-test", 1);

    private final List<AutoCloseable> opened = new ArrayList<>();
    final Queue<FlowLog.Flow> flows = new ConcurrentLinkedQueue<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    <T extends AutoCloseable> T opened(T each) {
        opened.add(each);
        return each;
    }

    Relay relay(Loops loops, Targets targets, Conditions conditions) {
        FlowLog log =
                new FlowLog() {
                    @Override
                    public void ended(Flow flow) {
                        flows.add(flow);
                    }
                };
        return opened(Relay.listen(loops, Peer.anyPort(), targets, conditions, log));
    }

    Relay relay(Peer target, Conditions conditions) {
        return relay(LOOPS, Targets.always(target.address()), conditions);
    }

    Socket connect(Relay relay) {
        return opened(Peer.connect(relay.address()));
    }

    static Conditions roundTrip(int millis) {
        return Conditions.ofRoundTrip(Duration.ofMillis(millis), Duration.ZERO);
    }

    /// What a tenth of the answers takes at most: a busy machine makes some late, a wrong timer
    /// all.
    static double quickMillis(Socket socket) {
        double[] times = new double[301];
        for (int i = 0; i < times.length; i++) {
            long start = System.nanoTime();
            assertThat(Peer.ask(socket)).isEqualTo('?');
            times[i] = Waiting.millisSince(start);
        }
        Arrays.sort(times);
        return times[times.length / 10];
    }
}
