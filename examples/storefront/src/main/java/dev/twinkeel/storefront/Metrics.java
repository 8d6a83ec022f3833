package dev.twinkeel.storefront;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// Requests by status, and the time they took, in Prometheus' text format. Thread-safe.
final class Metrics {
    private final String service;
    private final Map<Integer, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final LongAdder nanos = new LongAdder();

    Metrics(String service) {
        this.service = service;
    }

    void count(int status, long tookNanos) {
        requests.computeIfAbsent(status, _ -> new LongAdder()).increment();
        nanos.add(tookNanos);
    }

    String text() {
        var text = new StringBuilder("# TYPE http_requests_total counter\n");
        long total = 0;
        for (var entry : requests.entrySet()) {
            long count = entry.getValue().sum();
            total += count;
            text.append(
                    "http_requests_total{service=\"%s\",status=\"%d\"} %d%n"
                            .formatted(service, entry.getKey(), count));
        }
        return text.append("# TYPE http_request_seconds summary\n")
                .append(
                        "http_request_seconds_sum{service=\"%s\"} %s%n"
                                .formatted(service, nanos.sum() / 1e9))
                .append("http_request_seconds_count{service=\"%s\"} %d%n".formatted(service, total))
                .toString();
    }
}
