package dev.twinkeel.traffic;

import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// What a proxy does to headers on their way: takes out those of one hop, and tells the target whom
/// it speaks for.
final class Headers {
    /// ALB: "X-Forwarded-For with more than 30 IP addresses" is refused by 463.
    static final int FORWARDED_MAX = 30;

    /// ALB rewrites a longer trace header.
    private static final int TRACE_BYTES_MAX = 7 << 10;

    private static final Set<String> OF_ONE_HOP =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "expect");

    /// A sender may not name these in Connection to have them taken out.
    private static final Set<String> KEPT =
            Set.of("host", "content-length", "date", "authorization");

    private Headers() {}

    /// Copies what belongs to both ends.
    static void copy(MultiMap from, MultiMap to) {
        List<String> connection = from.getAll("connection");
        Set<String> named = connection.isEmpty() ? Set.of() : named(connection);
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!OF_ONE_HOP.contains(name) && !named.contains(name)) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    /// The names in Connection headers, in small letters.
    static Set<String> named(List<String> values) {
        Set<String> named = new HashSet<>();
        for (String value : values) {
            for (String token : value.split(",", -1)) {
                named.add(token.strip().toLowerCase(Locale.ROOT));
            }
        }
        named.removeAll(KEPT);
        return named;
    }

    /// Adds whom the request comes from and how it came, as ALB does.
    ///
    /// @param port of the listener that took it
    static void forwarded(MultiMap headers, String clientAddress, String scheme, int port) {
        List<String> before = headers.getAll("x-forwarded-for");
        String chain =
                before.isEmpty() ? clientAddress : String.join(", ", before) + ", " + clientAddress;
        headers.set("x-forwarded-for", chain);
        headers.set("x-forwarded-proto", scheme);
        headers.set("x-forwarded-port", Integer.toString(port));
        headers.set("x-amzn-trace-id", trace(headers.get("x-amzn-trace-id")));
    }

    /// Whether more addresses are named than are taken.
    static boolean tooFarForwarded(MultiMap headers) {
        long commas =
                headers.getAll("x-forwarded-for").stream()
                        .mapToLong(value -> value.chars().filter(c -> c == ',').count() + 1)
                        .sum();
        return commas > FORWARDED_MAX;
    }

    /// "Request tracing for your Application Load Balancer": a new Root, or our Self put before a
    /// Root that is there, in place of another Self.
    static String trace(@Nullable String before) {
        if (before == null || before.length() > TRACE_BYTES_MAX) {
            return "Root=" + traceId();
        }
        StringBuilder kept = new StringBuilder();
        boolean root = false;
        for (String field : before.split(";", -1)) {
            String part = field.strip();
            root |= part.startsWith("Root=");
            if (!part.isEmpty() && !part.startsWith("Self=")) {
                kept.append(kept.isEmpty() ? "" : ";").append(part);
            }
        }
        if (root) {
            return "Self=" + traceId() + ";" + kept;
        }
        return "Root=" + traceId() + (kept.isEmpty() ? "" : ";" + kept);
    }

    private static String traceId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String seconds = "%08x".formatted(System.currentTimeMillis() / 1000);
        return "1-%s-%016x%08x".formatted(seconds, random.nextLong(), random.nextInt());
    }
}
