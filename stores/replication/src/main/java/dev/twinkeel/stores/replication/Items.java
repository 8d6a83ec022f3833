package dev.twinkeel.stores.replication;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Items as canonical bytes and back: the same item always gives the same bytes, whatever the order
/// of its attributes or of the members of its sets.
final class Items {
    /// DynamoDB nests 32 deep at most.
    private static final int DEPTH_MAX = 40;

    /// A key has 2 KB at most.
    private static final int MARKER_BYTES_MAX = 4_096;

    private Items() {}

    /// The key of an item as text: its type, then its value.
    static String key(AttributeValue value) {
        return switch (value.type()) {
            case S -> "S" + value.s();
            case N -> "N" + value.n();
            case B -> "B" + Base64.getEncoder().encodeToString(value.b().asByteArray());
            case SS, NS, BS, M, L, BOOL, NUL, UNKNOWN_TO_SDK_VERSION ->
                    throw new IllegalArgumentException(
                            "a key of type %s; keys are texts, numbers or bytes"
                                    .formatted(value.type()));
        };
    }

    static AttributeValue key(String text) {
        String value = text.substring(1);
        return switch (text.charAt(0)) {
            case 'S' -> AttributeValue.fromS(value);
            case 'N' -> AttributeValue.fromN(value);
            case 'B' ->
                    AttributeValue.fromB(SdkBytes.fromByteArray(Base64.getDecoder().decode(value)));
            default -> throw new IllegalArgumentException("no key: " + text);
        };
    }

    /// Stands in the table for a moment where an item is being deleted for the other region, as in
    /// the first version of AWS's global tables.
    static final String DELETING = "aws:rep:deleting";

    static byte[] marker(String keyName, String key, Version version) {
        return write(
                Map.of(
                        keyName,
                        key(key),
                        DELETING,
                        AttributeValue.fromS(version.micros() + " " + version.region())));
    }

    static boolean isMarker(byte @Nullable [] item) {
        return item != null && item.length < MARKER_BYTES_MAX && read(item).containsKey(DELETING);
    }

    static byte[] write(Map<String, AttributeValue> item) {
        try {
            var bytes = new ByteArrayOutputStream(512);
            map(new DataOutputStream(bytes), item);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("write an item to memory", e);
        }
    }

    static Map<String, AttributeValue> read(byte[] bytes) {
        try {
            return map(new DataInputStream(new ByteArrayInputStream(bytes)), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("read an item of %d bytes".formatted(bytes.length), e);
        }
    }

    private static void map(DataOutputStream out, Map<String, AttributeValue> map)
            throws IOException {
        out.writeInt(map.size());
        for (Map.Entry<String, AttributeValue> entry : new TreeMap<>(map).entrySet()) {
            Bytes.text(out, entry.getKey());
            value(out, entry.getValue());
        }
    }

    private static Map<String, AttributeValue> map(DataInputStream in, int depth)
            throws IOException {
        int size = in.readInt();
        Map<String, AttributeValue> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            String name = Bytes.text(in);
            map.put(name, value(in, depth + 1));
        }
        return map;
    }

    private static void value(DataOutputStream out, AttributeValue value) throws IOException {
        out.writeUTF(value.type().name());
        switch (value.type()) {
            case S -> Bytes.text(out, value.s());
            case N -> Bytes.text(out, value.n());
            case B -> Bytes.block(out, value.b().asByteArray());
            case SS -> texts(out, value.ss().stream().sorted().toList());
            case NS -> texts(out, value.ns().stream().sorted().toList());
            case BS ->
                    texts(
                            out,
                            value.bs().stream()
                                    .map(it -> Base64.getEncoder().encodeToString(it.asByteArray()))
                                    .sorted()
                                    .toList());
            case M -> map(out, value.m());
            case L -> {
                out.writeInt(value.l().size());
                for (AttributeValue one : value.l()) {
                    value(out, one);
                }
            }
            case BOOL -> out.writeBoolean(value.bool());
            case NUL -> out.writeBoolean(true);
            case UNKNOWN_TO_SDK_VERSION ->
                    throw new IllegalArgumentException("an attribute of a type that is not known");
        }
    }

    private static AttributeValue value(DataInputStream in, int depth) throws IOException {
        if (depth > DEPTH_MAX) {
            throw new IOException("an item that is nested deeper than " + DEPTH_MAX);
        }
        return switch (AttributeValue.Type.valueOf(in.readUTF())) {
            case S -> AttributeValue.fromS(Bytes.text(in));
            case N -> AttributeValue.fromN(Bytes.text(in));
            case B -> AttributeValue.fromB(bytes(Bytes.block(in)));
            case SS -> AttributeValue.fromSs(texts(in));
            case NS -> AttributeValue.fromNs(texts(in));
            case BS ->
                    AttributeValue.fromBs(
                            texts(in).stream()
                                    .map(it -> bytes(Base64.getDecoder().decode(it)))
                                    .toList());
            case M -> AttributeValue.fromM(map(in, depth));
            case L -> {
                int size = in.readInt();
                List<AttributeValue> list = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    list.add(value(in, depth + 1));
                }
                yield AttributeValue.fromL(list);
            }
            case BOOL -> AttributeValue.fromBool(in.readBoolean());
            case NUL -> AttributeValue.fromNul(in.readBoolean());
            case UNKNOWN_TO_SDK_VERSION -> throw new IOException("an attribute of no type");
        };
    }

    private static SdkBytes bytes(byte @Nullable [] bytes) {
        return SdkBytes.fromByteArray(bytes == null ? new byte[0] : bytes);
    }

    private static void texts(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            Bytes.text(out, text);
        }
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        int size = in.readInt();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            texts.add(Bytes.text(in));
        }
        return texts;
    }
}
