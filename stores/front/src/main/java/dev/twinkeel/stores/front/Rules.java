package dev.twinkeel.stores.front;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a service may do to an engine, as in the policies that are rendered for AWS, and what a
/// request names.
public enum Rules {
    /// SQS. Each action of a batch is one of those that a service may do.
    QUEUES(
            "AmazonSQS.",
            Set.of(
                    "ChangeMessageVisibility",
                    "ChangeMessageVisibilityBatch",
                    "DeleteMessage",
                    "DeleteMessageBatch",
                    "GetQueueAttributes",
                    "GetQueueUrl",
                    "ReceiveMessage",
                    "SendMessage",
                    "SendMessageBatch"),
            "AccessDenied",
            403) {
        @Override
        Set<String> named(Request request) {
            Set<String> queues =
                    new HashSet<>(Named.in(request.body(), Set.of("QueueName"), Set.of()));
            for (String url : Named.in(request.body(), Set.of("QueueUrl"), Set.of())) {
                Matcher parts = URL.matcher(url);
                if (!parts.matches()) {
                    throw new IllegalArgumentException("not the address of a queue");
                }
                queues.add(parts.group(1));
            }
            return queues;
        }
    },

    /// DynamoDB. What a transaction does, each part of it may be done alone.
    TABLES(
            "DynamoDB_20120810.",
            Set.of(
                    "BatchGetItem",
                    "BatchWriteItem",
                    "DeleteItem",
                    "DescribeTable",
                    "GetItem",
                    "PutItem",
                    "Query",
                    "TransactGetItems",
                    "TransactWriteItems",
                    "UpdateItem"),
            "AccessDeniedException",
            400) {
        @Override
        Set<String> named(Request request) {
            return Named.in(request.body(), Set.of("TableName"), Set.of("RequestItems"));
        }
    };

    /// What an engine and what a keeper read in it can only be the same.
    private static final Pattern URL =
            Pattern.compile("https?://[A-Za-z0-9._:-]+/[0-9]{12}/([A-Za-z0-9_-]+(?:\\.fifo)?)");

    /// The engine chooses what it reads in a request by this; of another protocol it reads other
    /// parts than those that are checked here.
    private static final String PROTOCOL = "application/x-amz-json-1.0";

    private final String service;

    @SuppressWarnings("ImmutableEnumChecker") // It is made by Set.of.
    private final Set<String> actions;

    private final String denied;
    private final int status;

    Rules(String service, Set<String> actions, String denied, int status) {
        this.service = service;
        this.actions = actions;
        this.denied = denied;
        this.status = status;
    }

    /// @throws IllegalArgumentException when nobody can say what it names
    abstract Set<String> named(Request request);

    /// Whether a service may ask for such a thing at all.
    boolean may(Request request) {
        return request.method().equals("POST")
                && request.path().equals("/")
                && request.header("content-type").equals(PROTOCOL)
                && request.header("x-amz-target").startsWith(service)
                && actions.contains(action(request));
    }

    /// Its name without the engine's.
    String action(Request request) {
        String target = request.header("x-amz-target");
        return target.substring(target.indexOf('.') + 1);
    }

    /// The SDKs' name for what a key may not do.
    String denied() {
        return denied;
    }

    /// Of every refusal.
    int status() {
        return status;
    }
}
