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

/// Which key may do what: a service's key the actions that its role has on AWS, on what its service
/// uses; a key of the twin's own, everything.
///
/// Immutable.
public final class Keeper {
    /// Of a key that may do everything.
    public static final String ALL = "*";

    /// What a service may do to a table, and to a queue: as in the policies that are rendered for
    /// AWS. Each action of a batch or a transaction is one of them.
    private static final Map<String, Set<String>> ACTIONS =
            Map.of(
                    "DynamoDB_20120810",
                    Set.of(
                            "BatchGetItem",
                            "BatchWriteItem",
                            "ConditionCheckItem",
                            "DeleteItem",
                            "DescribeTable",
                            "GetItem",
                            "PutItem",
                            "Query",
                            "TransactGetItems",
                            "TransactWriteItems",
                            "UpdateItem"),
                    "AmazonSQS",
                    Set.of(
                            "ChangeMessageVisibility",
                            "ChangeMessageVisibilityBatch",
                            "DeleteMessage",
                            "DeleteMessageBatch",
                            "GetQueueAttributes",
                            "GetQueueUrl",
                            "ReceiveMessage",
                            "SendMessage",
                            "SendMessageBatch"));

    private static final Set<String> NAMES = Set.of("TableName", "QueueName", "QueueUrl");
    private static final Set<String> MAPS = Set.of("RequestItems");

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
        String[] target = request.header("x-amz-target").split("\\.", 2);
        boolean table = target[0].startsWith("DynamoDB");
        // DynamoDB says 400 to all of these.
        int status = table ? 400 : 403;
        Optional<Signature> signature = Signature.of(request);
        if (signature.isEmpty()) {
            return Optional.of(
                    new Refusal(
                            status,
                            "MissingAuthenticationTokenException",
                            "The request has no signature (AWS4-HMAC-SHA256)."));
        }
        Right right = rights.get(signature.get().key());
        if (right == null) {
            return Optional.of(
                    new Refusal(
                            status,
                            "UnrecognizedClientException",
                            "The key in the request is none of this twin."));
        }
        if (!signature.get().good(request, right.secret(), clock.instant())) {
            return Optional.of(
                    new Refusal(
                            status,
                            "InvalidSignatureException",
                            "The signature is not that of this request, or is old."));
        }
        return allowed(request, target, right)
                ? Optional.empty()
                : Optional.of(
                        new Refusal(
                                status,
                                table ? "AccessDeniedException" : "AccessDenied",
                                "The service of this key may not do that: it is not in its uses."));
    }

    private static boolean allowed(Request request, String[] target, Right right) {
        if (right.resources().contains(ALL)) {
            return true;
        }
        boolean may =
                target.length == 2 && ACTIONS.getOrDefault(target[0], Set.of()).contains(target[1]);
        try {
            Set<String> named = may ? resources(request) : Set.of();
            return !named.isEmpty() && right.resources().containsAll(named);
        } catch (IllegalArgumentException _) {
            // No JSON: nobody can say what it names.
            return false;
        }
    }

    /// Whatever is named in any of its ways: by its name, in a URL, in an ARN.
    private static Set<String> resources(Request request) {
        Set<String> resources = new HashSet<>();
        for (String name : Named.in(request.body(), NAMES, MAPS)) {
            List<String> parts = List.of(name.split("[/:]", -1));
            resources.add(parts.getLast());
        }
        return resources;
    }
}
