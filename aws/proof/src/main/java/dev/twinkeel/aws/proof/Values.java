package dev.twinkeel.aws.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;

/// Terraform's values in MessagePack, as plain Java: null, text, `BigDecimal`, boolean, list, map,
/// and `UNKNOWN` for what is known after the apply only.
final class Values {
    /// What is not known yet.
    enum Unknown {
        VALUE
    }

    static final Object UNKNOWN = Unknown.VALUE;

    private static final int UNKNOWN_TYPE = 0;
    private static final int UNKNOWN_REFINED_TYPE = 12;

    private Values() {}

    static boolean unknown(@Nullable Object value) {
        return value == Unknown.VALUE;
    }

    static @Nullable Object unpack(byte[] bytes) {
        if (bytes.length == 0) {
            return null;
        }
        try (MessageUnpacker in = MessagePack.newDefaultUnpacker(bytes)) {
            return unpack(in);
        } catch (IOException e) {
            throw new UncheckedIOException("read a value of %d bytes".formatted(bytes.length), e);
        }
    }

    private static @Nullable Object unpack(MessageUnpacker in) throws IOException {
        return switch (in.getNextFormat().getValueType()) {
            case NIL -> {
                in.unpackNil();
                yield null;
            }
            case BOOLEAN -> in.unpackBoolean();
            case INTEGER -> new BigDecimal(in.unpackBigInteger());
            case FLOAT -> BigDecimal.valueOf(in.unpackDouble());
            case STRING -> in.unpackString();
            case BINARY -> in.readPayload(in.unpackBinaryHeader());
            case ARRAY -> {
                int count = in.unpackArrayHeader();
                List<@Nullable Object> items = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    items.add(unpack(in));
                }
                yield items;
            }
            case MAP -> {
                int count = in.unpackMapHeader();
                Map<String, @Nullable Object> entries = new LinkedHashMap<>();
                for (int i = 0; i < count; i++) {
                    String key = in.unpackString();
                    entries.put(key, unpack(in));
                }
                yield entries;
            }
            case EXTENSION -> {
                var header = in.unpackExtensionTypeHeader();
                in.readPayload(header.getLength());
                if (header.getType() != UNKNOWN_TYPE && header.getType() != UNKNOWN_REFINED_TYPE) {
                    throw new IOException("read a value: extension " + header.getType());
                }
                yield UNKNOWN;
            }
        };
    }

    static byte[] pack(@Nullable Object value) {
        try (var out = MessagePack.newDefaultBufferPacker()) {
            pack(value, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("write a value", e);
        }
    }

    private static void pack(@Nullable Object value, MessagePacker out) throws IOException {
        switch (value) {
            case null -> out.packNil();
            case String text -> out.packString(text);
            case Boolean truth -> out.packBoolean(truth);
            case BigDecimal number -> pack(number, out);
            case byte[] bytes -> {
                out.packBinaryHeader(bytes.length);
                out.writePayload(bytes);
            }
            case List<?> items -> {
                out.packArrayHeader(items.size());
                for (Object it : items) {
                    pack(it, out);
                }
            }
            case Map<?, ?> entries -> {
                out.packMapHeader(entries.size());
                for (Map.Entry<?, ?> it : entries.entrySet()) {
                    out.packString(String.valueOf(it.getKey()));
                    pack(it.getValue(), out);
                }
            }
            default -> {
                if (!unknown(value)) {
                    throw new IOException("write a value of " + value.getClass());
                }
                out.packExtensionTypeHeader((byte) UNKNOWN_TYPE, 1);
                out.writePayload(new byte[] {0});
            }
        }
    }

    private static void pack(BigDecimal number, MessagePacker out) throws IOException {
        if (number.stripTrailingZeros().scale() <= 0) {
            BigInteger whole = number.toBigIntegerExact();
            if (whole.bitLength() < 64) {
                out.packLong(whole.longValue());
                return;
            }
        } else if (BigDecimal.valueOf(number.doubleValue()).compareTo(number) == 0) {
            out.packDouble(number.doubleValue());
            return;
        }
        out.packString(number.toString());
    }

    /// A value that is an object; empty where it is none.
    static Map<String, @Nullable Object> object(@Nullable Object value) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> entries) {
            entries.forEach((key, it) -> copy.put(String.valueOf(key), it));
        }
        return copy;
    }

    /// Text at a name, or nothing.
    static String text(Map<String, ?> object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }
}
