package dev.twinkeel.traffic;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counters in Prometheus' manner, by name and labels. Thread-safe.
final class Counters {
    private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();

    void add(String name, long count) {
        counters.computeIfAbsent(name, _ -> new LongAdder()).add(count);
    }

    void answered(String group, int status) {
        add("twinkeel_requests_total{group=\"%s\",status=\"%d\"}".formatted(group, status), 1);
    }

    void retried(String group) {
        add("twinkeel_retries_total{group=\"%s\"}".formatted(group), 1);
    }

    void ejected(String group, String target) {
        add("twinkeel_ejections_total{group=\"%s\",target=\"%s\"}".formatted(group, target), 1);
    }

    Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        counters.forEach((name, count) -> all.put(name, count.sum()));
        return all;
    }
}
