package dev.twinkeel.drill;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Why a request did not end well, as its client saw it.
enum Cause {
    NONE("done"),
    NO_ADDRESS("DNS gave no address in time"),
    NOT_CONNECTED("no connection could be made in time"),
    DEADLINE("no answer in time"),
    CLOSED("the connection was closed before the answer"),
    STATUS("an answer that is not done"),
    NOT_HTTP("an answer that is not HTTP");

    private final String words;

    Cause(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /// Why requests did not end well, in words, most frequent first.
    static Map<String, Long> count(List<History.Row> rows) {
        Map<String, Long> words = new LinkedHashMap<>();
        for (History.Row row : rows) {
            if (!row.ok()) {
                words.merge(why(row), 1L, Long::sum);
            }
        }
        Map<String, Long> sorted = new LinkedHashMap<>();
        words.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    private static String why(History.Row row) {
        return (row.isWrite() ? "writes: " : "reads: ")
                + (row.cause() == STATUS
                        ? "answered with status " + row.status()
                        : row.cause().words());
    }
}
