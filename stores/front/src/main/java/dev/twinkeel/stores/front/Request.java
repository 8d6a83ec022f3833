package dev.twinkeel.stores.front;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One HTTP/1.1 request, whole, as it came. What two servers could read in two ways is not read at
/// all: what is checked here must be what the engine does.
///
/// Immutable, but for its bytes, which nobody changes.
public final class Request {
    private static final int HEAD_MOST = 64 << 10;

    /// DynamoDB takes 16 MiB at once, SQS less.
    public static final int BODY_MOST = 16 << 20;

    private final String method;
    private final String path;
    private final Map<String, String> headers;
    private final byte[] head;
    private final byte[] body;

    private Request(
            String method, String path, Map<String, String> headers, byte[] head, byte[] body) {
        this.method = method;
        this.path = path;
        this.headers = headers;
        this.head = head;
        this.body = body;
    }

    /// One that an engine's own server has read.
    ///
    /// @param path with its query
    /// @param headers by name in lower case
    public static Request of(String method, String path, Map<String, String> headers, byte[] body) {
        return new Request(method, path, headers, new byte[0], body);
    }

    /// It cannot be understood, or is not one that these clients send.
    static final class BadRequestException extends IOException {
        private static final long serialVersionUID = 1;

        BadRequestException(String message) {
            super(message);
        }
    }

    /// Reads a body whose length is known; less when the client ends before.
    interface Bodies {
        byte[] read(InputStream in, int length) throws IOException;
    }

    /// The next one; empty when the client has ended the connection.
    static Optional<Request> read(InputStream in) throws IOException {
        return read(in, InputStream::readNBytes);
    }

    static Optional<Request> read(InputStream in, Bodies bodies) throws IOException {
        byte[] head = head(in);
        if (head.length == 0) {
            return Optional.empty();
        }
        List<String> lines =
                List.of(new String(head, StandardCharsets.ISO_8859_1).split("\r\n", -1));
        String[] first = lines.getFirst().split(" ", -1);
        if (first.length != 3 || !first[2].equals("HTTP/1.1") || !first[1].startsWith("/")) {
            throw new BadRequestException("not a request of HTTP/1.1: " + lines.getFirst());
        }
        Map<String, String> headers = headers(lines.subList(1, lines.size() - 2));
        if (headers.containsKey("transfer-encoding")) {
            throw new BadRequestException("a body of unknown length");
        }
        byte[] body = bodies.read(in, length(headers));
        if (body.length < length(headers)) {
            throw new EOFException("the client ended in the middle of a body");
        }
        return Optional.of(new Request(first[0], first[1], headers, head, body));
    }

    private static byte[] head(InputStream in) throws IOException {
        byte[] bytes = new byte[512];
        int count = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (count == bytes.length) {
                bytes = Arrays.copyOf(bytes, count * 2);
            }
            bytes[count++] = (byte) next;
            boolean lineEnd = next == '\n';
            if (next == 0 || (lineEnd && (count < 2 || bytes[count - 2] != '\r'))) {
                throw new BadRequestException("a line of the head does not end as lines do");
            }
            if (lineEnd && count >= 4 && bytes[count - 3] == '\n') {
                return Arrays.copyOf(bytes, count);
            }
            if (count > HEAD_MOST) {
                throw new BadRequestException("a head of more than " + HEAD_MOST + " bytes");
            }
        }
        return new byte[0];
    }

    private static Map<String, String> headers(List<String> lines) throws BadRequestException {
        Map<String, String> headers = new TreeMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
            boolean plain = !name.isEmpty() && name.chars().allMatch(Request::ofName);
            if (!plain || line.indexOf('\r') >= 0) {
                throw new BadRequestException("a header that is none: " + name);
            }
            String value = line.substring(colon + 1).strip();
            if (headers.put(name, value) != null) {
                throw new BadRequestException("two headers of the same name: " + name);
            }
        }
        return headers;
    }

    private static boolean ofName(int c) {
        return c > ' ' && c < 127 && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0;
    }

    private static int length(Map<String, String> headers) throws BadRequestException {
        String text = headers.getOrDefault("content-length", "0");
        boolean number = text.length() < 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || text.isEmpty() || Integer.parseInt(text) > BODY_MOST) {
            throw new BadRequestException("a body of " + text + " bytes");
        }
        return Integer.parseInt(text);
    }

    String method() {
        return method;
    }

    /// With its query.
    String path() {
        return path;
    }

    /// By name in lower case.
    Map<String, String> headers() {
        return headers;
    }

    /// Its bytes, with the empty line.
    byte[] head() {
        return head;
    }

    byte[] body() {
        return body;
    }

    /// Empty when it has none of that name.
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    void writeTo(OutputStream out) throws IOException {
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        out.write(whole);
        out.flush();
    }
}
