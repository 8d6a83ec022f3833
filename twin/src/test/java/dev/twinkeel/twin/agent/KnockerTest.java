package dev.twinkeel.twin.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twinkeel.twin.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KnockerTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket server = listen();
    private final Address address = new Address("127.0.0.1", server.getLocalPort());
    private final Knocker knocker = new Knocker(address, "/health", LIMIT);

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Every question gets the same answer; the connection ends after so many.
    private void answer(String answer, int each) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (!server.isClosed()) {
                                try (Socket socket = server.accept()) {
                                    connections.incrementAndGet();
                                    serve(socket, answer, each);
                                } catch (IOException e) {
                                    // The test is over, or the asker has gone.
                                }
                            }
                        });
    }

    private static void serve(Socket socket, String answer, int each) throws IOException {
        for (int number = 0; number < each; number++) {
            int ends = 0;
            while (ends < 4) {
                int c = socket.getInputStream().read();
                if (c < 0) {
                    return;
                }
                ends = c == '\r' || c == '\n' ? ends + 1 : 0;
            }
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        }
    }

    @AfterEach
    void stop() throws IOException {
        knocker.close();
        server.close();
    }

    @Test
    void questionsShareAConnection() throws IOException {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Integer.MAX_VALUE);

        for (int number = 0; number < 20; number++) {
            assertThat(knocker.ask()).isEqualTo(new Knocker.Answer(200, "ok"));
        }
        assertThat(connections).hasValue(1);
    }

    @Test
    void aConnectionThatWasClosedWhileIdleIsReplacedWithinTheQuestion() throws IOException {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 1);

        for (int number = 0; number < 5; number++) {
            assertThat(knocker.ask().status()).isEqualTo(200);
        }
    }

    @Test
    void chunksAreJoined() throws IOException {
        answer(
                "HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
                Integer.MAX_VALUE);

        assertThat(knocker.ask()).isEqualTo(new Knocker.Answer(503, "abcde"));
        assertThat(knocker.ask().body()).isEqualTo("abcde");
        assertThat(connections).hasValue(1);
    }

    @Test
    void whatIsNotHttpIsAFailure() {
        answer("SSH-2.0-hello\r\n\r\n", 1);

        assertThatThrownBy(knocker::ask).isInstanceOf(IOException.class);
    }

    @Test
    void nobodyListeningIsAFailureAtOnce() throws IOException {
        server.close();

        assertThatThrownBy(knocker::ask).isInstanceOf(IOException.class);
    }
}
