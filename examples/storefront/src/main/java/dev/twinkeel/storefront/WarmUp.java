package dev.twinkeel.storefront;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Uses a pod before its users do, so that they need not wait until the JVM has compiled what they
/// use: after the loss of a region all of them come at once, to pods that nobody asked before.
///
/// Nothing is written: it reads from the replica of the region, and sends what is refused.
///
/// @param uses what users will need
/// @param needed let go of when they were used often enough
record WarmUp(List<Use> uses, List<Part> needed) {
    /// More than the JVM asks for before it compiles a method.
    private static final int ROUNDS = 60;

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int PATIENCE_MILLIS = 2_000;

    /// Something that users will need.
    interface Use {
        void once() throws IOException, SQLException;
    }

    /// Makes the warm-up of a service's pod that listens there.
    interface Maker {
        WarmUp of(Environment environment, InetSocketAddress pod);
    }

    static WarmUp none() {
        return new WarmUp(List.of(), List.of());
    }

    /// In the background; what cannot be used yet is tried again for a minute.
    void start() {
        Thread.ofVirtual().name("warm up").start(this::run);
    }

    private void run() {
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            for (Use use : uses) {
                for (int done = 0; done < ROUNDS && System.nanoTime() < end; ) {
                    if (tried(use)) {
                        done++;
                    } else {
                        Thread.sleep(PAUSE);
                    }
                }
            }
        } catch (InterruptedException _) {
            // Nobody waits for it.
        } finally {
            needed.forEach(Part::close);
        }
    }

    private static boolean tried(Use use) {
        try {
            use.once();
            return true;
        } catch (IOException | SQLException _) {
            return false;
        }
    }

    static Use get(InetSocketAddress pod, String path) {
        return request(pod, "GET " + path + " HTTP/1.1\r\n", "");
    }

    static Use post(InetSocketAddress pod, String path, String body) {
        return request(pod, "POST " + path + " HTTP/1.1\r\n", body);
    }

    private static Use request(InetSocketAddress pod, String line, String body) {
        byte[] request =
                (line
                                + "host: warm-up\r\nconnection: close\r\ncontent-length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body)
                        .getBytes(StandardCharsets.US_ASCII);
        return () -> {
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.connect(pod, PATIENCE_MILLIS);
                socket.getOutputStream().write(request);
                byte[] answer = socket.getInputStream().readAllBytes();
                if (new String(answer, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 503")) {
                    throw new IOException("not yet");
                }
            }
        };
    }
}
