package dev.twinkeel.cli;

import dev.twinkeel.model.Application;
import dev.twinkeel.model.Request;
import dev.twinkeel.twin.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A client that writes again and again until one write is accepted: how long users wait for a
/// system that starts.
record FirstWrite(Application application, Address entry) {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int PATIENCE_MILLIS = 1_000;

    /// @throws Trouble when none is accepted within a minute
    void await() {
        Request write =
                application.load().write().orElseGet(() -> application.load().read().getFirst());
        long end = System.nanoTime() + LIMIT.toNanos();
        for (int number = 0; System.nanoTime() < end; number++) {
            if (accepted(write.filled("bench-" + number, number), write)) {
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new Trouble(
                Exit.BROKEN,
                "no %s %s was accepted within %d s at %s"
                        .formatted(write.method(), write.path(), LIMIT.toSeconds(), entry),
                "`twinkeel up` and `twinkeel logs` show what the services say.");
    }

    private boolean accepted(Request request, Request template) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(entry.host(), entry.port()), PATIENCE_MILLIS);
            socket.getOutputStream().write(bytes(request));
            byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            String status = new String(line, StandardCharsets.ISO_8859_1).replaceAll(".* ", "");
            return template.done().stream().anyMatch(code -> status.equals(code.toString()));
        } catch (IOException _) {
            return false;
        }
    }

    private byte[] bytes(Request request) {
        byte[] body = request.body().orElse("").getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder();
        head.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
        head.append("host: ").append(application.domain()).append("\r\nconnection: close\r\n");
        request.headers()
                .forEach(
                        (name, value) ->
                                head.append(name).append(": ").append(value).append("\r\n"));
        head.append("content-length: ").append(body.length).append("\r\n\r\n");
        head.append(new String(body, StandardCharsets.ISO_8859_1));
        return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
