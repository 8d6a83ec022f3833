package dev.twinkeel.traffic;

/// Follows a chunked body byte by byte, only to know where it ends and that it is well-formed (RFC
/// 9112, section 7.1): size lines and trailers are read strictly, data is skipped.
final class ChunkedBody {
    private static final int LINE_BYTES_MAX = 256;
    private static final int TRAILER_BYTES_MAX = 8192;

    enum State {
        GOING_ON,
        DONE,
        BAD,
        TOO_LARGE
    }

    private enum Part {
        SIZE,
        EXTENSION,
        SIZE_END,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER,
        TRAILER_LF,
        LAST_LF,
        DONE
    }

    private final long bytesMax;
    private Part part = Part.SIZE;
    private long left;
    private long total;
    private int digits;
    private int lineBytes;
    private int trailerBytes;

    ChunkedBody(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// How many of `available` bytes are data that need not be looked at one by one.
    int skippable(int available) {
        return part == Part.DATA ? (int) Math.min(left, available) : 0;
    }

    void skip(int bytes) {
        left -= bytes;
        if (left == 0) {
            part = Part.DATA_CR;
        }
    }

    State take(int b) {
        return switch (part) {
            case SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_END -> b == '\n' ? sized() : State.BAD;
            case DATA -> {
                skip(1);
                yield State.GOING_ON;
            }
            case DATA_CR -> expect(b, '\r', Part.DATA_LF);
            case DATA_LF -> {
                digits = 0;
                lineBytes = 0;
                yield expect(b, '\n', Part.SIZE);
            }
            case TRAILER_START -> b == '\r' ? to(Part.LAST_LF) : trailer(b, /* first= */ true);
            case TRAILER -> b == '\r' ? to(Part.TRAILER_LF) : trailer(b, /* first= */ false);
            case TRAILER_LF -> expect(b, '\n', Part.TRAILER_START);
            case LAST_LF -> b == '\n' ? done() : State.BAD;
            case DONE -> State.BAD;
        };
    }

    private State size(int b) {
        int digit = Character.digit(b, 16);
        if (digit >= 0) {
            left = left * 16 + digit;
            return ++digits > 15 ? State.BAD : State.GOING_ON;
        }
        if (digits == 0) {
            return State.BAD;
        }
        if (b == '\r') {
            return to(Part.SIZE_END);
        }
        return b == ';' ? to(Part.EXTENSION) : State.BAD;
    }

    private State extension(int b) {
        if (b == '\r') {
            return to(Part.SIZE_END);
        }
        boolean control = b < 0x20 && b != '\t';
        return control || b == 0x7F || ++lineBytes > LINE_BYTES_MAX ? State.BAD : State.GOING_ON;
    }

    private State sized() {
        total += left;
        if (total > bytesMax) {
            return State.TOO_LARGE;
        }
        return to(left == 0 ? Part.TRAILER_START : Part.DATA);
    }

    private State trailer(int b, boolean first) {
        boolean control = b < 0x20 && b != '\t';
        boolean folded = first && (b == ' ' || b == '\t');
        part = Part.TRAILER;
        return control || folded || ++trailerBytes > TRAILER_BYTES_MAX ? State.BAD : State.GOING_ON;
    }

    private State expect(int b, int expected, Part next) {
        return b == expected ? to(next) : State.BAD;
    }

    private State to(Part next) {
        part = next;
        return State.GOING_ON;
    }

    private State done() {
        part = Part.DONE;
        return State.DONE;
    }
}
