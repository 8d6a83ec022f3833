package dev.twinkeel.drill;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads one HTTP/1.1 response as its bytes come (RFC 9112) and forgets the body. Not thread-safe.
final class Answer {
    private static final int HEAD_LIMIT_BYTES = 8 * 1024;

    private static final Pattern STATUS_LINE =
            Pattern.compile("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?");

    private final byte[] line = new byte[HEAD_LIMIT_BYTES];
    private int lineLength;
    private Part part = Part.STATUS;
    private int headBytes;
    private int status;
    private boolean keepAlive;
    private boolean chunked;
    private long bodyLeft;
    private boolean begun;

    private enum Part {
        STATUS,
        HEADERS,
        BODY,
        UNTIL_CLOSE,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        DONE
    }

    /// What is not HTTP.
    static final class BadAnswerException extends Exception {
        BadAnswerException(String message) {
            super(message);
        }
    }

    void reset() {
        part = Part.STATUS;
        lineLength = 0;
        headBytes = 0;
        status = 0;
        begun = false;
        chunked = false;
        bodyLeft = -1;
    }

    int status() {
        return status;
    }

    boolean keepAlive() {
        return keepAlive;
    }

    /// At least one byte has come.
    boolean begun() {
        return begun;
    }

    /// Takes what has come; true when the response is complete. Bytes after it are left in `bytes`.
    boolean take(ByteBuffer bytes) throws BadAnswerException {
        begun |= bytes.hasRemaining();
        while (bytes.hasRemaining() && part != Part.DONE) {
            switch (part) {
                case BODY, CHUNK -> skip(bytes);
                case UNTIL_CLOSE -> bytes.position(bytes.limit());
                case STATUS, HEADERS, CHUNK_SIZE, CHUNK_END, TRAILERS -> {
                    String text = line(bytes);
                    if (text != null) {
                        lineRead(text);
                    }
                }
                case DONE -> throw new IllegalStateException("read an answer that is complete");
            }
        }
        return part == Part.DONE;
    }

    /// The other side closed; true when that is the end of a complete response.
    boolean closed() {
        return part == Part.UNTIL_CLOSE || part == Part.DONE;
    }

    private void skip(ByteBuffer bytes) {
        int now = (int) Math.min(bodyLeft, bytes.remaining());
        bytes.position(bytes.position() + now);
        bodyLeft -= now;
        if (bodyLeft == 0) {
            part = part == Part.CHUNK ? Part.CHUNK_END : Part.DONE;
        }
    }

    private @Nullable String line(ByteBuffer bytes) throws BadAnswerException {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                int end =
                        lineLength > 0 && line[lineLength - 1] == '\r'
                                ? lineLength - 1
                                : lineLength;
                lineLength = 0;
                return new String(line, 0, end, StandardCharsets.ISO_8859_1);
            }
            if (++headBytes > HEAD_LIMIT_BYTES) {
                throw new BadAnswerException("read an answer: more than 8 KiB of headers");
            }
            line[lineLength++] = next;
        }
        return null;
    }

    private void lineRead(String text) throws BadAnswerException {
        switch (part) {
            case STATUS -> statusLine(text);
            case HEADERS -> {
                if (text.isEmpty()) {
                    headersEnd();
                } else {
                    header(text);
                }
            }
            case CHUNK_SIZE -> chunkSize(text);
            case CHUNK_END -> {
                headBytes = 0;
                part = Part.CHUNK_SIZE;
            }
            case TRAILERS -> part = text.isEmpty() ? Part.DONE : Part.TRAILERS;
            case BODY, UNTIL_CLOSE, CHUNK, DONE ->
                    throw new IllegalStateException("read a line in " + part);
        }
    }

    private void statusLine(String text) throws BadAnswerException {
        if (!STATUS_LINE.matcher(text).matches()) {
            throw new BadAnswerException("read an answer: it begins with " + text);
        }
        status = Integer.parseInt(text.substring(9, 12));
        keepAlive = text.charAt(7) == '1';
        part = Part.HEADERS;
    }

    private void header(String text) throws BadAnswerException {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new BadAnswerException("read an answer's header: " + text);
        }
        String value = text.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
        switch (text.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "content-length" -> bodyLeft = number(value, 10);
            case "transfer-encoding" -> chunked = value.endsWith("chunked");
            case "connection" -> {
                if (value.contains("close")) {
                    keepAlive = false;
                }
            }
            default -> {
                // The rest does not change how long the message is.
            }
        }
    }

    private void headersEnd() {
        if (status < 200) {
            reset();
            begun = true;
        } else if (status == 204 || status == 304 || (!chunked && bodyLeft == 0)) {
            part = Part.DONE;
        } else if (chunked) {
            part = Part.CHUNK_SIZE;
        } else if (bodyLeft > 0) {
            part = Part.BODY;
        } else {
            keepAlive = false;
            part = Part.UNTIL_CLOSE;
        }
    }

    private void chunkSize(String text) throws BadAnswerException {
        int extension = text.indexOf(';');
        bodyLeft = number((extension < 0 ? text : text.substring(0, extension)).strip(), 16);
        part = bodyLeft == 0 ? Part.TRAILERS : Part.CHUNK;
    }

    private static long number(String text, int radix) throws BadAnswerException {
        try {
            long number = Long.parseLong(text, radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new BadAnswerException("read an answer's length: " + text);
        }
        throw new BadAnswerException("read an answer's length: " + text);
    }
}
