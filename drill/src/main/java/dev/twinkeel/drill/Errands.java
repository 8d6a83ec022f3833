package dev.twinkeel.drill;

import dev.twinkeel.model.Request;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;

/// Makes requests as bytes. Confined to the load's thread.
final class Errands {
    private final LoadPlan plan;
    private final SplittableRandom numbers;

    Errands(LoadPlan plan) {
        this.plan = plan;
        numbers = new SplittableRandom(plan.seed() + 1);
    }

    /// @param write the write's number, -1 for a read
    Errand make(int index, int write, Schedule.Due due) {
        Request request =
                due.kind() == Kind.WRITE
                        ? plan.write().orElseThrow()
                        : plan.reads().get((int) (due.number() % plan.reads().size()));
        String key = write >= 0 ? plan.key(write) : "read-" + due.number();
        Request filled = request.filled(key, numbers.nextInt(Integer.MAX_VALUE));
        return new Errand(
                index,
                due.kind(),
                due.shopper(),
                due.intendedNanos() + plan.deadline().toNanos(),
                bytes(plan.domain(), filled),
                filled.done());
    }

    /// An HTTP/1.1 request.
    static byte[] bytes(String host, Request request) {
        byte[] body = request.body().orElse("").getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(256);
        head.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
        header(head, request, "host", host);
        header(head, request, "user-agent", "twinkeel-shopper");
        header(head, request, "accept", "*/*");
        if (request.body().isPresent()) {
            header(head, request, "content-type", "application/json");
        }
        if (body.length > 0 || !request.method().equals("GET")) {
            head.append("content-length: ").append(body.length).append("\r\n");
        }
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        head.append("\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.UTF_8);
        byte[] all = java.util.Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    /// A default, unless the file says otherwise.
    private static void header(StringBuilder head, Request request, String name, String value) {
        if (request.headers().keySet().stream().noneMatch(name::equalsIgnoreCase)) {
            head.append(name).append(": ").append(value).append("\r\n");
        }
    }
}
