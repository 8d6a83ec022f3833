package dev.twinkeel.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An answer that stops in the middle is waited for as long as one that does not begin.
@Timeout(60)
class HttpCallerTest {
    private static final Duration LIMIT = Duration.ofMillis(300);

    private final HttpCaller caller = new HttpCaller();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("NullAway.Init")
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::beginAnswers);
    }

    private void beginAnswers() {
        try {
            while (true) {
                Socket client = server.accept();
                open.add(client);
                client.getOutputStream()
                        .write(
                                "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"
                                        .getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    @AfterEach
    void close() throws IOException {
        caller.close();
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private Address address() {
        return new Address(server.getInetAddress().getHostAddress(), server.getLocalPort());
    }

    @Test
    void aCallEndsWithinItsLimit() {
        assertThatThrownBy(() -> caller.get(address(), "/", LIMIT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no whole answer within 300 ms");
    }

    @Test
    void itIsNoAnswer() {
        assertThat(caller.answers(address(), "/", LIMIT)).isFalse();
    }
}
