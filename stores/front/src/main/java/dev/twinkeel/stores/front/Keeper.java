package dev.twinkeel.stores.front;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which key may do what: a service's key the actions that its role has on AWS, on what its service
/// uses; a key of the twin's own, everything.
///
/// Immutable.
public final class Keeper {
    /// Of a key that may do everything.
    public static final String ALL = "*";

    /// What a service may do to a queue: as in the policies that are rendered for AWS. Each action
    /// of a batch is one of them.
    private static final Set<String> ACTIONS =
            Set.of(
                    "AmazonSQS.ChangeMessageVisibility",
                    "AmazonSQS.ChangeMessageVisibilityBatch",
                    "AmazonSQS.DeleteMessage",
                    "AmazonSQS.DeleteMessageBatch",
                    "AmazonSQS.GetQueueAttributes",
                    "AmazonSQS.GetQueueUrl",
                    "AmazonSQS.ReceiveMessage",
                    "AmazonSQS.SendMessage",
                    "AmazonSQS.SendMessageBatch");

    /// The engine chooses what it reads in a request by this; of another protocol it reads other
    /// parts than those that are checked here.
    private static final String PROTOCOL = "application/x-amz-json-1.0";

    /// What an engine and what a keeper read in it can only be the same.
    private static final Pattern URL =
            Pattern.compile("https?://[A-Za-z0-9._:-]+/[0-9]{12}/([A-Za-z0-9_-]+(?:\\.fifo)?)");

    private static final int REFUSED = 403;

    private record Right(String secret, Set<String> resources) {}

    /// A refusal, by the name that the SDKs know it by.
    record Refusal(int status, String type, String message) {
        byte[] answer() {
            byte[] body =
                    "{\"__type\":\"%s\",\"message\":\"%s\",\"Message\":\"%s\"}"
                            .formatted(type, message, message)
                            .getBytes(StandardCharsets.UTF_8);
            List<String> lines =
                    List.of(
                            "HTTP/1.1 " + status + " Refused",
                            "Content-Type: application/x-amz-json-1.0",
                            "x-amzn-errortype: " + type,
                            "Content-Length: " + body.length,
                            "Connection: close",
                            "",
                            "");
            byte[] head = String.join("\r\n", lines).getBytes(StandardCharsets.US_ASCII);
            byte[] whole = Arrays.copyOf(head, head.length + body.length);
            System.arraycopy(body, 0, whole, head.length, body.length);
            return whole;
        }
    }

    private final Map<String, Right> rights;
    private final InstantSource clock;

    private Keeper(Map<String, Right> rights, InstantSource clock) {
        this.rights = Map.copyOf(rights);
        this.clock = clock;
    }

    /// Reads who may do what: a line a key, of its id, of what it may use (`*`, or names with
    /// commas between them, or `-`), and of the file with its secret.
    ///
    /// @throws IOException when the file, or a secret, cannot be read
    public static Keeper read(Path file, InstantSource clock) throws IOException {
        Map<String, Right> rights = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(" ", 3);
            if (parts.length != 3) {
                throw new IOException("read the keys in " + file + ": not a key's line: " + line);
            }
            rights.put(
                    parts[0],
                    new Right(
                            Files.readString(Path.of(parts[2])).strip(),
                            Set.of(parts[1].split(",", -1))));
        }
        return new Keeper(rights, clock);
    }

    /// Why a request is not let through; empty when it is.
    Optional<Refusal> judge(Request request) {
        Optional<Signature> signature = Signature.of(request);
        if (signature.isEmpty()) {
            return Optional.of(
                    new Refusal(
                            REFUSED,
                            "MissingAuthenticationTokenException",
                            "The request has no signature (AWS4-HMAC-SHA256)."));
        }
        Right right = rights.get(signature.get().key());
        if (right == null) {
            return Optional.of(
                    new Refusal(
                            REFUSED,
                            "UnrecognizedClientException",
                            "The key in the request is none of this twin."));
        }
        if (!signature.get().good(request, right.secret(), clock.instant())) {
            return Optional.of(
                    new Refusal(
                            REFUSED,
                            "InvalidSignatureException",
                            "The signature is not that of this request, or is old."));
        }
        return allowed(request, right)
                ? Optional.empty()
                : Optional.of(
                        new Refusal(
                                REFUSED,
                                "AccessDenied",
                                "The service of this key may not do that: it is not in its uses."));
    }

    private static boolean allowed(Request request, Right right) {
        if (right.resources().contains(ALL)) {
            return true;
        }
        boolean may =
                request.method().equals("POST")
                        && request.path().equals("/")
                        && request.header("content-type").equals(PROTOCOL)
                        && ACTIONS.contains(request.header("x-amz-target"));
        try {
            Set<String> named = may ? queues(request) : Set.of();
            return !named.isEmpty() && right.resources().containsAll(named);
        } catch (IllegalArgumentException _) {
            // No JSON, or no queue's address: nobody can say what it names.
            return false;
        }
    }

    private static Set<String> queues(Request request) {
        Set<String> queues = new HashSet<>(Named.in(request.body(), Set.of("QueueName")));
        for (String url : Named.in(request.body(), Set.of("QueueUrl"))) {
            Matcher parts = URL.matcher(url);
            if (!parts.matches()) {
                throw new IllegalArgumentException("not the address of a queue");
            }
            queues.add(parts.group(1));
        }
        return queues;
    }
}
