package dev.twinkeel.twin.engine;

import dev.twinkeel.twin.Address;
import dev.twinkeel.twin.engine.MemberException.Kind;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One connection to one Redis server as the engine's own user, opened when first needed and again
/// after it broke. It speaks as much of RESP2 (the Redis protocol specification) as commands with a
/// plain answer need. Thread-safe: one call at a time.
final class RedisWire implements AutoCloseable {
    /// Far above the largest answer: INFO of a small server.
    private static final int ANSWER_BYTES_MAX = 1 << 20;

    private final String member;
    private final Address address;
    private final String user;
    private final Path passwordFile;
    private @Nullable Socket open;
    private @Nullable InputStream in;

    /// The server answered, with an error.
    private static final class No extends IOException {
        private static final long serialVersionUID = 1;

        No(String words) {
            super(words);
        }
    }

    RedisWire(String member, Address address, String user, Path passwordFile) {
        this.member = member;
        this.address = address;
        this.user = user;
        this.passwordFile = passwordFile;
    }

    /// One command that may be sent twice: a connection that was open may have been closed by a
    /// server that was restarted meanwhile. So what is gone here is gone for a new connection too.
    synchronized String ask(String doing, Duration limit, String... command) {
        boolean reused = open != null;
        try {
            return once(doing, limit, command);
        } catch (RedisException failure) {
            if (reused && failure.kind() == Kind.GONE) {
                return once(doing, limit, command);
            }
            throw failure;
        }
    }

    private String once(String doing, Duration limit, String... command) {
        try {
            return say(opened(limit), limit, command);
        } catch (IOException failure) {
            Kind kind = kindOf(failure);
            if (kind != Kind.REFUSED) {
                close();
            }
            throw new RedisException(
                    kind,
                    "%s on %s at %s: %s".formatted(doing, member, address, failure.getMessage()),
                    failure);
        }
    }

    private static Kind kindOf(IOException failure) {
        return switch (failure) {
            case No _ -> Kind.REFUSED;
            case SocketTimeoutException _ -> Kind.SILENT;
            case ConnectException refused ->
                    String.valueOf(refused.getMessage()).contains("timed out")
                            ? Kind.SILENT
                            : Kind.GONE;
            case EOFException _, SocketException _ -> Kind.GONE;
            default -> Kind.SILENT;
        };
    }

    private Socket opened(Duration limit) throws IOException {
        Socket now = open;
        if (now != null) {
            return now;
        }
        Socket socket = connect(address, limit);
        open = socket;
        in = new BufferedInputStream(socket.getInputStream(), 4096);
        try {
            say(socket, limit, "AUTH", user, Files.readString(passwordFile).strip());
            return socket;
        } catch (IOException failure) {
            close();
            throw failure;
        }
    }

    static Socket connect(Address address, Duration limit) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(address.host(), address.port()),
                    (int) Math.max(1, limit.toMillis()));
            return socket;
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    private String say(Socket socket, Duration limit, String... command) throws IOException {
        socket.setSoTimeout((int) Math.max(1, limit.toMillis()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(bytes, "*" + command.length);
        for (String word : List.of(command)) {
            write(bytes, "$" + word.getBytes(StandardCharsets.UTF_8).length);
            write(bytes, word);
        }
        socket.getOutputStream().write(bytes.toByteArray());
        InputStream from = in;
        if (from == null) {
            throw new EOFException("closed meanwhile");
        }
        return answer(from);
    }

    private static void write(ByteArrayOutputStream bytes, String line) {
        bytes.writeBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String answer(InputStream in) throws IOException {
        String line = line(in);
        char kind = line.isEmpty() ? ' ' : line.charAt(0);
        return switch (kind) {
            case '+', ':' -> line.substring(1);
            case '-' -> throw new No(line.substring(1));
            case '$' -> bulk(in, Integer.parseInt(line.substring(1)));
            default -> throw new No("an answer that is not expected: " + line);
        };
    }

    private static String bulk(InputStream in, int length) throws IOException {
        if (length > ANSWER_BYTES_MAX) {
            throw new IOException("an answer of " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(Math.max(0, length) + (length < 0 ? 0 : 2));
        if (length >= 0 && bytes.length < length + 2) {
            throw new EOFException("the answer ended early");
        }
        return new String(bytes, 0, Math.max(0, length), StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed");
            }
            if (text.length() > ANSWER_BYTES_MAX) {
                throw new IOException("a line without an end");
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    @Override
    public synchronized void close() {
        Socket now = open;
        open = null;
        in = null;
        if (now != null) {
            try {
                now.close();
            } catch (IOException _) {
                // Ended is all we want.
            }
        }
    }
}
