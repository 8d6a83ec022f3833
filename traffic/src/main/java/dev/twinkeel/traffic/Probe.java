package dev.twinkeel.traffic;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// One question to a thing whose health is checked. It may block for the timeout, not longer.
interface Probe {
    /// Whether the check passed; every trouble is a failed check.
    boolean passes(Duration timeout);

    /// Asks by HTTP/1.1 on a new connection; an answer from 200 to 399 passes. As with a balancer's
    /// own checks, only the status counts: the body is not read.
    static Probe http(InetSocketAddress address, String host, String path) {
        byte[] request =
                String.join(
                                "\r\n",
                                "GET " + path + " HTTP/1.1",
                                "Host: " + host,
                                "User-Agent: Twinkeel-HealthCheck",
                                "Connection: close",
                                "",
                                "")
                        .getBytes(StandardCharsets.US_ASCII);
        return timeout -> {
            long deadline = System.nanoTime() + timeout.toNanos();
            try (Socket socket = new Socket()) {
                socket.connect(address, leftMillis(deadline));
                socket.setSoLinger(true, 0);
                socket.getOutputStream().write(request);
                String line = statusLine(socket, deadline);
                return line.matches("HTTP/1\\.[01] [23]\\d\\d( .*)?");
            } catch (IOException _) {
                return false;
            }
        };
    }

    /// The first line, at most 64 characters of it.
    private static String statusLine(Socket socket, long deadline) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        while (line.length() < 64) {
            socket.setSoTimeout(leftMillis(deadline));
            int read = in.read();
            if (read < 0 || read == '\r' || read == '\n') {
                break;
            }
            line.append((char) read);
        }
        return line.toString();
    }

    private static int leftMillis(long deadline) throws SocketTimeoutException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
