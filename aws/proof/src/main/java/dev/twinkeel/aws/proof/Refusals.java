package dev.twinkeel.aws.proof;

import dev.twinkeel.aws.schema.Lengths;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Why AWS would refuse to make something: names that are taken, quotas, things that do not exist
/// or are elsewhere, networks that do not fit.
final class Refusals {
    /// The argument that must be unique: in the region, or everywhere where the type has none.
    static final Map<String, String> UNIQUE =
            Map.ofEntries(
                    Map.entry("aws_s3_bucket", "bucket"),
                    Map.entry("aws_iam_role", "name"),
                    Map.entry("aws_iam_policy", "name"),
                    Map.entry("aws_db_instance", "identifier"),
                    Map.entry("aws_db_subnet_group", "name"),
                    Map.entry("aws_db_parameter_group", "name"),
                    Map.entry("aws_rds_cluster", "cluster_identifier"),
                    Map.entry("aws_rds_cluster_instance", "identifier"),
                    Map.entry("aws_rds_global_cluster", "global_cluster_identifier"),
                    Map.entry("aws_eks_cluster", "name"),
                    Map.entry("aws_lb", "name"),
                    Map.entry("aws_lb_target_group", "name"),
                    Map.entry("aws_sqs_queue", "name"),
                    Map.entry("aws_sns_topic", "name"),
                    Map.entry("aws_dynamodb_table", "name"),
                    Map.entry("aws_kms_alias", "name"),
                    Map.entry("aws_cloudwatch_log_group", "name"),
                    Map.entry("aws_cloudwatch_metric_alarm", "alarm_name"),
                    Map.entry("aws_cloudwatch_dashboard", "dashboard_name"),
                    Map.entry("aws_secretsmanager_secret", "name"),
                    Map.entry("aws_ssm_parameter", "name"),
                    Map.entry("aws_ecr_repository", "name"),
                    Map.entry("aws_elasticache_replication_group", "replication_group_id"),
                    Map.entry("aws_backup_vault", "name"),
                    Map.entry("aws_wafv2_web_acl", "name"),
                    Map.entry("aws_globalaccelerator_accelerator", "name"),
                    Map.entry("aws_resiliencehub_resiliency_policy", "policy_name"),
                    Map.entry("aws_budgets_budget", "name"),
                    Map.entry("aws_placement_group", "name"));

    private static final Pattern IDENTIFIER = Pattern.compile("[a-z]+(-[a-z]+)*-[0-9a-f]{17}");

    /// Arguments that name something of another region on purpose.
    private static final Pattern ELSEWHERE =
            Pattern.compile(".*(peer|accepter|source|replica|remote|primary|global|attachment).*");

    private final Account account;

    Refusals(Account account) {
        this.account = account;
    }

    /// What AWS would say, or nothing.
    List<String> of(String type, String region, Map<String, @Nullable Object> values) {
        List<String> all = new ArrayList<>();
        taken(type, region, values).ifPresent(all::add);
        all.addAll(new Limits(account).refusals(type, region, values));
        values.forEach((name, it) -> references(name, it, region, all));
        if (type.equals("aws_subnet")) {
            Subnets.refusal(account, region, values).ifPresent(all::add);
        }
        return all;
    }

    private Optional<String> taken(
            String type, String region, Map<String, @Nullable Object> values) {
        String argument = UNIQUE.get(type);
        String name = argument == null ? "" : Values.text(values, argument);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        boolean everywhere = type.equals("aws_s3_bucket");
        String scope = Values.text(values, "scope");
        return account.all().stream()
                .filter(it -> it.type().equals(type) && (everywhere || it.region().equals(region)))
                .filter(it -> it.text("scope").equals(scope))
                .filter(it -> it.text(String.valueOf(argument)).equals(name))
                .findFirst()
                .map(
                        it ->
                                "%s %s = \"%s\" exists already in %s"
                                        .formatted(type, argument, name, it.region()));
    }

    private void references(
            String name, @Nullable Object value, String region, List<String> refusals) {
        switch (value) {
            case String text -> reference(name, text, region, refusals);
            case List<?> items -> items.forEach(it -> references(name, it, region, refusals));
            case Map<?, ?> entries ->
                    entries.forEach(
                            (key, it) -> references(String.valueOf(key), it, region, refusals));
            case null, default -> {}
        }
    }

    private void reference(String name, String text, String region, List<String> refusals) {
        if (!IDENTIFIER.matcher(text).matches()) {
            return;
        }
        Optional<String> where = account.regionOf(text);
        if (where.isEmpty()) {
            refusals.add("%s = \"%s\" does not exist".formatted(name, text));
        } else if (!where.get().equals(region)
                && !where.get().equals(StandIn.EVERYWHERE)
                && !region.equals(StandIn.EVERYWHERE)
                && !ELSEWHERE.matcher(name).matches()) {
            refusals.add(
                    "%s = \"%s\" is in %s, but this is in %s"
                            .formatted(name, text, where.get(), region));
        }
    }

    /// What a plan already shows to be wrong, without any account.
    static List<String> implausible(String type, Map<String, @Nullable Object> config) {
        List<String> all = new ArrayList<>();
        if (config.get("from_port") instanceof BigDecimal from
                && config.get("to_port") instanceof BigDecimal to
                && from.compareTo(to) > 0) {
            all.add("from_port %s is greater than to_port %s".formatted(from, to));
        }
        config.forEach(
                (name, value) -> {
                    if (value instanceof String text) {
                        Lengths.refusal(type, name, text).ifPresent(all::add);
                    }
                    implausible(name, value, all);
                });
        return all;
    }

    private static void implausible(String name, @Nullable Object value, List<String> all) {
        if (value instanceof List<?> items) {
            items.forEach(it -> implausible(name, it, all));
        } else if (value instanceof Map<?, ?> entries) {
            if (!name.startsWith("tags")) {
                entries.forEach((key, it) -> implausible(String.valueOf(key), it, all));
            }
        } else if (value instanceof String text) {
            Plausible.refusal(name, text).ifPresent(all::add);
        }
    }

    /// Whether a change of an argument means another thing.
    static Set<String> replacing(String type) {
        String unique = UNIQUE.get(type);
        return unique == null ? Set.of("region") : Set.of("region", unique);
    }
}
