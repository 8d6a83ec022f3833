package dev.twinkeel.aws.proof;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Protocol buffers, as far as the plugin protocol needs them: numbers, bytes, and messages in
/// messages.
final class Wire {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private Wire() {}

    /// A message that is being written. Not for several threads.
    static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            if (value != 0) {
                varint(((long) field << 3) | VARINT);
                varint(value);
            }
            return this;
        }

        Message flag(int field, boolean value) {
            return number(field, value ? 1 : 0);
        }

        Message text(int field, String value) {
            return value.isEmpty() ? this : bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message bytes(int field, byte[] value) {
            varint(((long) field << 3) | BYTES);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes());
        }

        /// One entry of a map from text to messages.
        Message entry(int field, String key, Message value) {
            return message(field, new Message().text(1, key).message(2, value));
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }

    /// A field that holds bytes; numbers are read and left, for no answer depends on one.
    private static final class Field {
        private final int id;
        private final byte[] bytes;

        Field(int id, byte[] bytes) {
            this.id = id;
            this.bytes = bytes;
        }
    }

    /// A message that was read.
    static final class Fields {
        private final List<Field> all;

        private Fields(List<Field> all) {
            this.all = all;
        }

        static Fields of(byte[] message) {
            List<Field> all = new ArrayList<>();
            var in = new Reader(message);
            while (in.position < message.length) {
                long tag = in.varint();
                int id = (int) (tag >>> 3);
                switch ((int) tag & 7) {
                    case VARINT -> in.varint();
                    case BYTES -> all.add(new Field(id, in.bytes((int) in.varint())));
                    case FIXED64 -> in.bytes(8);
                    case FIXED32 -> in.bytes(4);
                    default ->
                            throw new IllegalStateException(
                                    "read a message: no such kind of field: " + (tag & 7));
                }
            }
            return new Fields(List.copyOf(all));
        }

        byte[] bytes(int id) {
            return all.stream()
                    .filter(it -> it.id == id)
                    .reduce((_, last) -> last)
                    .map(it -> it.bytes)
                    .orElse(new byte[0]);
        }

        String text(int id) {
            return new String(bytes(id), StandardCharsets.UTF_8);
        }

        Fields message(int id) {
            return of(bytes(id));
        }
    }

    private static final class Reader {
        private final byte[] message;
        private int position;

        Reader(byte[] message) {
            this.message = message;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte it = message[position++];
                value |= (long) (it & 0x7F) << shift;
                if (it >= 0) {
                    return value;
                }
            }
            throw new IllegalStateException("read a message: a number does not end");
        }

        byte[] bytes(int length) {
            if (length < 0 || length > message.length - position) {
                throw new IllegalStateException(
                        "read a message: %d bytes are wanted, %d are left"
                                .formatted(length, message.length - position));
            }
            byte[] result = java.util.Arrays.copyOfRange(message, position, position + length);
            position += length;
            return result;
        }
    }
}
