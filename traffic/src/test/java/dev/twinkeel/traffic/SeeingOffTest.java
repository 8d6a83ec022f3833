package dev.twinkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A balancer that sees its clients off.
class SeeingOffTest extends BalancerFixture {
    /// One request over a kept connection.
    ///
    /// @return whether the connection is closed after the answer
    private static boolean closedAfterAnswer(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        var lines =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        assertThat(lines.readLine()).startsWith("HTTP/1.1 200");
        int length = 0;
        boolean close = false;
        for (String line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
            String header = line.toLowerCase(java.util.Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
            close |= header.equals("connection: close");
        }
        for (int i = 0; i < length; i++) {
            assertThat(lines.read()).isNotNegative();
        }
        return close && lines.read() < 0;
    }

    @Test
    void aClientIsServedAndThenItsConnectionIsClosed() throws IOException {
        Balancer balancer = serving(balancer(), opened(new Backend("x")));
        Socket kept = opened(Peer.connect(balancer.address()));
        assertThat(closedAfterAnswer(kept)).isFalse();

        balancer.seeOff(Duration.ZERO);

        assertThat(closedAfterAnswer(kept)).isTrue();
        assertThat(closedAfterAnswer(opened(Peer.connect(balancer.address())))).isTrue();
    }

    @Test
    void whoIsWelcomeAgainStays() throws IOException {
        Balancer balancer = serving(balancer(), opened(new Backend("x")));
        balancer.seeOff(Duration.ZERO);
        balancer.welcome();
        Socket kept = opened(Peer.connect(balancer.address()));

        assertThat(closedAfterAnswer(kept)).isFalse();
        assertThat(closedAfterAnswer(kept)).isFalse();
    }

    @Test
    void theMomentsAreSpreadEvenlyOverTheTime() {
        var farewell = new Farewell(0, TimeUnit.SECONDS.toNanos(8));
        for (int second = 1; second < 8; second++) {
            long now = TimeUnit.SECONDS.toNanos(second);
            long gone =
                    IntStream.range(40_000, 40_800)
                            .filter(port -> farewell.reached(port, now))
                            .count();
            assertThat(gone)
                    .as("after %d s", second)
                    .isBetween(100L * second - 40, 100L * second + 40);
        }
    }
}
