package dev.twinkeel.aws.terraform;

import static dev.twinkeel.aws.terraform.Hcl.expression;
import static dev.twinkeel.aws.terraform.Hcl.map;
import static dev.twinkeel.aws.terraform.Hcl.template;

import dev.twinkeel.aws.Names;
import dev.twinkeel.aws.Rendering;
import dev.twinkeel.model.Application;
import dev.twinkeel.model.Cache;
import dev.twinkeel.model.Database;
import dev.twinkeel.model.Queue;
import dev.twinkeel.model.Table;
import java.util.List;
import java.util.Locale;

/// What must not be lost: databases, tables, buckets, queues, caches, and their backups.
final class Data {
    static final String LAYER = "data";

    private final Scope scope;
    private final Application application;
    private final String environment;
    private final Root root;

    private Data(Scope scope) {
        this.scope = scope;
        this.application = scope.application();
        this.environment = scope.environment().name();
        this.root =
                Root.regional(scope, LAYER)
                        .account()
                        .keys(scope, "data", "secrets", "logs")
                        .reads(scope, "network");
    }

    static void render(Scope scope, Rendering rendering) {
        var data = new Data(scope);
        data.rotation();
        data.application.databases().forEach(data::database);
        data.application.caches().forEach(data::cache);
        data.application.tables().forEach(data::table);
        data.application.buckets().forEach(it -> data.bucket(it.name()));
        data.application.queues().forEach(data::queue);
        data.backup();
        data.root.render(rendering);
    }

    private void rotation() {
        if (!application.databases().isEmpty()) {
            root.module("rotation", "rotation")
                    .set("subnet_ids", Root.read("network", "private_subnet_ids"))
                    .set("security_group_id", group(Uses.ROTATION))
                    .set("kms_key_arn", Root.key("secrets"));
        }
    }

    private void database(Database database) {
        boolean aurora = Uses.aurora(application);
        String name = database.name();
        Hcl module =
                root.module("database_" + Words.snake(name), aurora ? "aurora" : "postgres")
                        .set(
                                "identifier",
                                Names.databaseServer(application, environment, scope.aws(), name))
                        .set("database_name", Names.databaseName(name))
                        .set("instance_class", Sizes.database(scope))
                        .gap();
        if (aurora) {
            module.set("global_identifier", scope.globalDatabase(name))
                    .set("primary", scope.primary());
            if (scope.both()) {
                module.set("rpo_seconds", application.objectives().region().rpo().toSeconds());
            }
        } else {
            module.set("multi_az", database.zone() == Database.Replication.SYNC);
            if (!scope.primary()) {
                module.set("source_arn", template(scope.first().databaseArn(name)));
            }
        }
        module.gap()
                .set("subnet_ids", Root.read("network", "database_subnet_ids"))
                .set("security_group_id", group(name))
                .set("private_zone_id", Root.read("network", "private_zone_id"))
                .set("host", Names.databaseHost(application, environment, name))
                .set("read_host", Names.databaseReadHost(application, environment, name))
                .gap()
                .set("secret_name", Names.databaseSecret(application, environment, name))
                .set("rotate", true)
                .set("rotation_lambda_arn", expression("module.rotation.lambda_arn"));
        if (scope.primary()) {
            module.set("password", password("database_" + Words.snake(name)));
            scope.peer()
                    .ifPresent(
                            peer ->
                                    module.set("standby_region", peer.aws())
                                            .set(
                                                    "standby_secrets_key",
                                                    "alias/" + scope.prefix() + "-secrets"));
        }
        module.gap()
                .set("backup_plan", database.backup().name().toLowerCase(Locale.ROOT))
                .set("kms_key_arn", Root.key("data"))
                .set("secrets_kms_key_arn", Root.key("secrets"));
        root.output(
                "database_" + Words.snake(name) + "_arn",
                "ARN of the database's server here.",
                "module.database_" + Words.snake(name) + ".arn");
    }

    private void cache(Cache cache) {
        String name = cache.name();
        root.module("cache_" + Words.snake(name), "redis")
                .set("identifier", Names.cacheServer(application, environment, name))
                .set("node_type", Sizes.cache(scope))
                .set("members", 3)
                .gap()
                .set("subnet_ids", Root.read("network", "database_subnet_ids"))
                .set("security_group_id", group(name))
                .set("private_zone_id", Root.read("network", "private_zone_id"))
                .set("host", Names.cacheHost(application, environment, name))
                .set("secret_name", Names.cacheSecret(application, environment, name))
                .set("password", password("cache_" + Words.snake(name)))
                .gap()
                .set("kms_key_arn", Root.key("data"))
                .set("secrets_kms_key_arn", Root.key("secrets"))
                .set("logs_kms_key_arn", Root.key("logs"));
    }

    /// Made anew by every run and kept by none; only a raised version takes it.
    private Hcl.Expression password(String name) {
        root.main()
                .block("ephemeral", "aws_secretsmanager_random_password", name)
                .set("password_length", 40)
                .set("exclude_punctuation", true);
        return expression(
                "ephemeral.aws_secretsmanager_random_password.%s.random_password".formatted(name));
    }

    /// The replica is not here: Terraform asks the primary region for it.
    private void table(Table table) {
        if (!scope.primary()) {
            return;
        }
        Hcl module =
                root.module("table_" + Words.snake(table.name()), "table")
                        .set("name", Names.table(application, environment, table.name()))
                        .set("key", table.key());
        table.expires().ifPresent(it -> module.set("expires", it));
        module.set("kms_key_arn", Root.key("data"));
    }

    private void bucket(String name) {
        Hcl module =
                root.module("bucket_" + Words.snake(name), "bucket")
                        .set("bucket", scope.bucket(name))
                        .set("kms_key_arn", Root.key("data"))
                        .set("log_bucket", Root.read("network", "log_bucket"))
                        .set("backup_plan", "daily");
        if (application.edge().site().filter(name::equals).isPresent()) {
            module.set(
                    "distribution_arns",
                    List.of(template("arn:aws:cloudfront::${local.account}:distribution/*")));
        }
    }

    private void queue(Queue queue) {
        root.module("queue_" + Words.snake(queue.name()), "queue")
                .set("name", Names.queue(application, environment, queue.name()))
                .set(
                        "dead_letter_name",
                        Names.deadLetterQueue(application, environment, queue.name()))
                .set("dead_letter_after", queue.deadLetterAfter())
                .set("kms_key_arn", Root.key("data"));
    }

    private void backup() {
        Hcl module =
                root.module("backup", "backup")
                        .set("vault", scope.prefix())
                        .set("immutable", scope.production());
        scope.peer()
                .ifPresent(
                        peer ->
                                module.set("copy_region", peer.aws())
                                        .set("copy_vault", peer.prefix()));
        module.set("kms_key_arn", Root.key("data"));
        var tests = map();
        if (!application.databases().isEmpty()) {
            tests.put("database", Uses.aurora(application) ? "Aurora" : "RDS");
        }
        if (!application.tables().isEmpty()) {
            tests.put("table", "DynamoDB");
        }
        if (!application.buckets().isEmpty()) {
            tests.put("bucket", "S3");
        }
        module.gap().set("restore_tests", tests);
        root.output("vault_arn", "ARN of the backup vault.", "module.backup.vault_arn");
    }

    private static Hcl.Expression group(String name) {
        return Root.read("network", "security_group_ids[\"" + name + "\"]");
    }
}
