package dev.twinkeel.stores.replication;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Texts and blocks with their length before them. DynamoDB's items are at most 400 KB.
final class Bytes {
    private static final int LENGTH_MAX = 4 << 20;

    private static final int NONE = -1;

    private Bytes() {}

    static void text(DataOutputStream out, String text) throws IOException {
        block(out, text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(DataInputStream in) throws IOException {
        byte[] bytes = block(in);
        if (bytes == null) {
            throw new EOFException("no text where one must be");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static void block(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? NONE : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    static byte @Nullable [] block(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == NONE) {
            return null;
        }
        if (length < 0 || length > LENGTH_MAX) {
            throw new EOFException("a block of %d bytes".formatted(length));
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
