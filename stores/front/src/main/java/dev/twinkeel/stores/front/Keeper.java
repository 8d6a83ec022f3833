package dev.twinkeel.stores.front;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which key may do what: a service's key the actions that its role has on AWS, on what its service
/// uses; a key of the twin's own, everything. What it refuses is in the flow log.
///
/// Thread-safe.
public final class Keeper {
    /// A key that may do everything asks with this target which keys were used, and when.
    public static final String USED = "Twinkeel.KeysUsed";

    /// What is said instead of asking the engine.
    ///
    /// @param type the name that the SDKs know a refusal by; empty when it is none
    public record Answer(int status, String type, String body) {
        static Answer refusal(int status, String type, String message) {
            return new Answer(
                    status,
                    type,
                    "{\"__type\":\"%s\",\"message\":\"%s\",\"Message\":\"%s\"}"
                            .formatted(type, message, message));
        }

        /// With its head.
        byte[] whole() {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            List<String> lines =
                    List.of(
                            "HTTP/1.1 " + status + (type.isEmpty() ? " OK" : " Refused"),
                            "Content-Type: application/x-amz-json-1.0",
                            "x-amzn-errortype: " + type,
                            "Content-Length: " + bytes.length,
                            "Connection: close",
                            "",
                            "");
            byte[] head = String.join("\r\n", lines).getBytes(StandardCharsets.US_ASCII);
            byte[] whole = Arrays.copyOf(head, head.length + bytes.length);
            System.arraycopy(bytes, 0, whole, head.length, bytes.length);
            return whole;
        }
    }

    /// A connection's two ends.
    public record Ends(InetSocketAddress client, InetSocketAddress listener) {}

    private final Keys keys;
    private final Rules rules;
    private final InstantSource clock;

    private Keeper(Keys keys, Rules rules, InstantSource clock) {
        this.keys = keys;
        this.rules = rules;
        this.clock = clock;
    }

    /// @param keys the file of [Keys]
    /// @throws IOException when it cannot be read
    public static Keeper read(Path keys, Rules rules, InstantSource clock) throws IOException {
        return new Keeper(Keys.read(keys), rules, clock);
    }

    /// What is answered to a request whose body is longer than [Request#BODY_MOST], whoever sent
    /// it.
    public static Answer tooLarge() {
        return Answer.refusal(
                413,
                "RequestEntityTooLargeException",
                "The request's body is longer than the %d bytes that are taken at once: send it in parts."
                        .formatted(Request.BODY_MOST));
    }

    /// What is answered when there is no [Room] for a request's body: the SDKs send it again.
    public static Answer busy() {
        return Answer.refusal(
                503,
                "ServiceUnavailable",
                "Too many large requests are being sent: send it again, or in parts.");
    }

    /// What is answered to a request that is not let through; empty when it is.
    public Optional<Answer> judge(Request request, Ends ends) {
        Optional<Signature> signature = Signature.of(request);
        if (signature.isEmpty()) {
            return refused(
                    request,
                    ends,
                    "not-signed",
                    "MissingAuthenticationTokenException",
                    "The request has no signature (AWS4-HMAC-SHA256).");
        }
        Optional<Right> right = keys.of(signature.get().key());
        if (right.isEmpty()) {
            return refused(
                    request,
                    ends,
                    "unknown-key",
                    "UnrecognizedClientException",
                    "The key in the request is none of this twin, or not any more.");
        }
        if (!signature.get().good(request, right.get(), clock.instant())) {
            return refused(
                    request,
                    ends,
                    "bad-signature",
                    "InvalidSignatureException",
                    "The signature is not that of this request, or is old.");
        }
        right.get().use();
        if (right.get().all()) {
            return request.header("x-amz-target").equals(USED)
                    ? Optional.of(new Answer(200, "", used()))
                    : Optional.empty();
        }
        return allowed(request, right.get(), ends);
    }

    private Optional<Answer> refused(
            Request request, Ends ends, String reason, String type, String message) {
        String asked = rules.action(request);
        keys.refusals().add("", asked, reason, ends.client(), ends.listener());
        return Optional.of(Answer.refusal(rules.status(), type, message));
    }

    private Optional<Answer> allowed(Request request, Right right, Ends ends) {
        boolean may = rules.may(request);
        Set<String> named = named(request);
        if (may && !named.isEmpty() && named.stream().allMatch(right::opens)) {
            return Optional.empty();
        }
        Set<String> others =
                named.stream()
                        .filter(it -> !right.opens(it))
                        .collect(Collectors.toCollection(TreeSet::new));
        String what = others.isEmpty() ? rules.action(request) : String.join(",", others);
        keys.refusals()
                .add(
                        right.owner(),
                        what,
                        others.isEmpty() ? "not-allowed" : "not-used",
                        ends.client(),
                        ends.listener());
        return Optional.of(
                Answer.refusal(
                        rules.status(),
                        rules.denied(),
                        "The service %s is not authorized to perform %s%s."
                                .formatted(
                                        Refusals.safe(right.owner()),
                                        Refusals.safe(rules.action(request)),
                                        others.isEmpty()
                                                ? ""
                                                : " on %s: it is not in its uses"
                                                        .formatted(Refusals.safe(what)))));
    }

    /// Nothing, when nobody can say what it names.
    private Set<String> named(Request request) {
        try {
            return rules.named(request);
        } catch (IllegalArgumentException _) {
            return Set.of();
        }
    }

    private String used() {
        return keys.used().entrySet().stream()
                .map(it -> "\"%s\":%d".formatted(it.getKey(), it.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
