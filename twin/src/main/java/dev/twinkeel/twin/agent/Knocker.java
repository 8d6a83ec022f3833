package dev.twinkeel.twin.agent;

import dev.twinkeel.twin.Address;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Asks one address the same small question over HTTP/1.1, many times a second for the process's
/// whole life, on a connection that stays open. Every place asks every other, so the processor time
/// of a question counts.
///
/// A question on an open connection that the other side has closed meanwhile is asked once more on
/// a new one. Thread-safe; questions that overlap get a connection each.
final class Knocker implements AutoCloseable {
    /// As many questions as may overlap on a machine that is late: a connection that finds no place
    /// here is closed, and the next round opens one more when there is the least time for it.
    private static final int IDLE_MAX = 4;

    private static final int LINE_MAX = 8 << 10;
    private static final int BODY_MAX = 256 << 10;

    /// Answers in another form than expected.
    private static final class StrangeAnswer extends IOException {
        private static final long serialVersionUID = 1;

        StrangeAnswer(String message) {
            super(message);
        }
    }

    /// What came back.
    record Answer(int status, String body) {}

    private record Line(Socket socket, InputStream in) {}

    private final Address address;
    private final byte[] question;
    private final int limitMillis;
    private final BlockingQueue<Line> idle = new LinkedBlockingQueue<>(IDLE_MAX);
    private volatile boolean closed;

    /// @param limit of each wait, for the connection and for the answer
    Knocker(Address address, String path, Duration limit) {
        this.address = address;
        this.limitMillis = (int) limit.toMillis();
        this.question =
                ("GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
    }

    /// @throws IOException when no answer came in time, or none that is HTTP
    Answer ask() throws IOException {
        Line kept = idle.poll();
        if (kept != null) {
            try {
                return ask(kept);
            } catch (EOFException | SocketException e) {
                // Closed while it was idle; a new connection will tell what is the matter.
            }
        }
        return ask(open());
    }

    private Line open() throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(limitMillis);
            socket.connect(new InetSocketAddress(address.host(), address.port()), limitMillis);
            return new Line(socket, new BufferedInputStream(socket.getInputStream(), 2048));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Answer ask(Line line) throws IOException {
        boolean keep = false;
        try {
            line.socket().getOutputStream().write(question);
            String status = line(line.in());
            String[] words = status.split(" ", 3);
            if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
                throw new StrangeAnswer(address + " does not speak HTTP: " + status);
            }
            Body body = body(line.in());
            keep = body.more() && !closed && idle.offer(line);
            return new Answer(Integer.parseInt(words[1]), body.text());
        } catch (NumberFormatException e) {
            throw new StrangeAnswer(address + " answers with a number that is none: " + e);
        } finally {
            if (!keep) {
                line.socket().close();
            }
        }
    }

    /// @param more the connection can be used again
    private record Body(String text, boolean more) {}

    private static Body body(InputStream in) throws IOException {
        @Nullable Integer length = null;
        boolean chunked = false;
        boolean more = true;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            } else if (lower.startsWith("connection:")) {
                more = !lower.contains("close");
            }
        }
        if (chunked) {
            return new Body(text(chunks(in)), more);
        }
        return length == null
                ? new Body(text(in.readNBytes(BODY_MAX)), false)
                : new Body(text(exactly(in, length)), more);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
            bytes.writeBytes(exactly(in, length));
            line(in);
            if (length == 0) {
                return bytes.toByteArray();
            }
            if (bytes.size() > BODY_MAX) {
                throw new StrangeAnswer("an answer of more than " + BODY_MAX + " bytes");
            }
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        if (length < 0 || length > BODY_MAX) {
            throw new StrangeAnswer("an answer of " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the answer ended early");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        var text = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the answer ended early");
            }
            if (text.length() > LINE_MAX) {
                throw new StrangeAnswer("a line of more than " + LINE_MAX + " characters");
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        closed = true;
        for (Line line = idle.poll(); line != null; line = idle.poll()) {
            try {
                line.socket().close();
            } catch (IOException e) {
                // Ended is all we want.
            }
        }
    }
}
