package dev.twinkeel.stores.replication;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Items as a person reads them: without the types.
final class Plain {
    private Plain() {}

    static Map<String, Object> of(Map<String, AttributeValue> item) {
        Map<String, Object> plain = new LinkedHashMap<>();
        new TreeMap<>(item).forEach((name, value) -> plain.put(name, of(value)));
        return plain;
    }

    private static Object of(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> value.n();
            case BOOL -> value.bool();
            case NUL -> "null";
            case SS -> value.ss();
            case NS -> value.ns();
            case M -> of(value.m());
            case L -> value.l().stream().map(Plain::of).toList();
            case B -> "%d bytes".formatted(value.b().asByteArrayUnsafe().length);
            case BS -> "%d values of bytes".formatted(value.bs().size());
            case UNKNOWN_TO_SDK_VERSION -> "?";
        };
    }
}
