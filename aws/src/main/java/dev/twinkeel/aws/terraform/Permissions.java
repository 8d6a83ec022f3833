package dev.twinkeel.aws.terraform;

import static dev.twinkeel.aws.terraform.Hcl.map;
import static dev.twinkeel.aws.terraform.Hcl.template;

import dev.twinkeel.aws.Names;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Bucket;
import dev.twinkeel.model.Queue;
import dev.twinkeel.model.Service;
import dev.twinkeel.model.Table;
import java.util.ArrayList;
import java.util.List;

/// What `uses` permits the pods of a service: statements of IAM, on what it names and nothing else.
final class Permissions {
    private final Application application;
    private final Scope scope;

    Permissions(Scope scope) {
        this.application = scope.application();
        this.scope = scope;
    }

    /// Statements of the service's policy, empty when it uses nothing of AWS by itself.
    List<Object> of(Service service) {
        var statements = new ArrayList<Object>();
        tables(application, service).forEach(it -> statements.add(table(it)));
        for (Bucket bucket : buckets(application, service)) {
            String arn = "arn:aws:s3:::" + scope.bucket(bucket.name());
            statements.add(
                    allow(List.of("s3:ListBucket", "s3:GetBucketLocation"), arn, bucket.name()));
            statements.add(
                    allow(
                            List.of(
                                    "s3:AbortMultipartUpload",
                                    "s3:DeleteObject",
                                    "s3:GetObject",
                                    "s3:PutObject"),
                            arn + "/*",
                            bucket.name() + "-objects"));
        }
        queues(application, service).forEach(it -> statements.add(queue(it)));
        if (!statements.isEmpty()) {
            statements.add(dataKey());
        }
        return statements;
    }

    private Object table(Table table) {
        String name = Names.table(application, scope.environment().name(), table.name());
        return allow(
                List.of(
                        "dynamodb:BatchGetItem",
                        "dynamodb:BatchWriteItem",
                        "dynamodb:ConditionCheckItem",
                        "dynamodb:DeleteItem",
                        "dynamodb:DescribeTable",
                        "dynamodb:GetItem",
                        "dynamodb:PutItem",
                        "dynamodb:Query",
                        "dynamodb:UpdateItem"),
                "arn:aws:dynamodb:%s:${local.account}:table/%s".formatted(scope.aws(), name),
                table.name());
    }

    private Object queue(Queue queue) {
        String name = Names.queue(application, scope.environment().name(), queue.name());
        return allow(
                List.of(
                        "sqs:ChangeMessageVisibility",
                        "sqs:DeleteMessage",
                        "sqs:GetQueueAttributes",
                        "sqs:GetQueueUrl",
                        "sqs:ReceiveMessage",
                        "sqs:SendMessage"),
                "arn:aws:sqs:%s:${local.account}:%s".formatted(scope.aws(), name),
                queue.name());
    }

    /// Data of the three is encrypted; the key opens only what comes through them.
    private Object dataKey() {
        List<String> through =
                List.of("dynamodb", "s3", "sqs").stream()
                        .map(it -> it + "." + scope.aws() + ".amazonaws.com")
                        .toList();
        return map(
                "Sid", "Key",
                "Effect", "Allow",
                "Action", List.of("kms:Decrypt", "kms:GenerateDataKey"),
                "Resource", Root.key("data"),
                "Condition", map("StringEquals", map("kms:ViaService", through)));
    }

    /// The part of a statement's name that AWS admits: letters and digits.
    private static Object allow(List<String> actions, String resource, String name) {
        return map(
                "Sid",
                Words.camel(name),
                "Effect",
                "Allow",
                "Action",
                actions,
                "Resource",
                template(resource));
    }

    static List<Table> tables(Application application, Service service) {
        return application.tables().stream()
                .filter(it -> service.uses().contains(it.name()))
                .toList();
    }

    static List<Bucket> buckets(Application application, Service service) {
        return application.buckets().stream()
                .filter(it -> service.uses().contains(it.name()))
                .toList();
    }

    static List<Queue> queues(Application application, Service service) {
        return application.queues().stream()
                .filter(it -> service.uses().contains(it.name()))
                .toList();
    }
}
