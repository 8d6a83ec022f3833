package dev.twinkeel.aws.proof;

import dev.twinkeel.aws.proof.Account.Thing;
import dev.twinkeel.aws.schema.Schema.Block;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks up in the account what a data source asks for.
final class Lookup {
    /// Data sources that ask nobody.
    static final Set<String> OFFLINE =
            Set.of(
                    "aws_partition",
                    "aws_region",
                    "aws_iam_policy_document",
                    "aws_service_principal",
                    "aws_arn",
                    "aws_default_tags",
                    "aws_caller_identity");

    /// What AWS itself brings, or what its owner must have before anything is applied.
    private static final Set<String> ASSUMED =
            Set.of(
                    "aws_route53_zone",
                    "aws_acm_certificate",
                    "aws_prefix_list",
                    "aws_ec2_managed_prefix_list",
                    "aws_serverlessapplicationrepository_application",
                    "aws_ami",
                    "aws_iam_policy",
                    "aws_cloudfront_cache_policy",
                    "aws_cloudfront_origin_request_policy",
                    "aws_eks_addon_version",
                    "aws_dx_connection");

    /// Data sources that read a thing of another name.
    private static final Map<String, String> THINGS =
            Map.of("aws_kms_key", "aws_kms_alias", "aws_kms_alias", "aws_kms_alias");

    private final Account account;
    private final String type;
    private final String region;
    private final Block block;

    Lookup(Account account, String type, String region, Block block) {
        this.account = account;
        this.type = type;
        this.region = region;
        this.block = block;
    }

    /// Why AWS would not find it; empty when it does.
    Optional<String> missing(Map<String, @Nullable Object> config) {
        boolean known =
                OFFLINE.contains(type)
                        || type.equals("aws_availability_zones")
                        || type.equals("aws_arcregionswitch_route53_health_checks")
                        || found(config).isPresent();
        if (known || asked(config).startsWith("alias/aws/")) {
            return Optional.empty();
        }
        if (ASSUMED.contains(type)) {
            account.assume(type + " " + asked(config));
            return Optional.empty();
        }
        return Optional.of(
                "no %s %s is in %s; apply what makes it first"
                        .formatted(type, asked(config), region));
    }

    private static String asked(Map<String, @Nullable Object> config) {
        var text = new StringBuilder();
        config.forEach(
                (name, it) -> {
                    if (it instanceof String value && !name.equals("region")) {
                        text.append(text.isEmpty() ? "" : ", ").append(value);
                    }
                });
        return text.toString();
    }

    Map<String, @Nullable Object> read(Map<String, @Nullable Object> config) {
        var facts = new Facts(account, type, region, new LinkedHashMap<>());
        Map<String, @Nullable Object> planned = Filling.planned(block, config);
        switch (type) {
            case "aws_caller_identity" -> {
                planned.put("account_id", account.id());
                planned.put("id", account.id());
                planned.put("arn", "arn:aws:iam::" + account.id() + ":user/proof");
            }
            case "aws_partition" -> {
                planned.put("partition", "aws");
                planned.put("id", "aws");
                planned.put("dns_suffix", "amazonaws.com");
                planned.put("reverse_dns_prefix", "com.amazonaws");
            }
            case "aws_region" -> {
                planned.put("name", region);
                planned.put("id", region);
                planned.put("region", region);
            }
            case "aws_availability_zones" -> {
                List<String> zones = List.of(region + "a", region + "b", region + "c");
                planned.put("names", zones);
                planned.put("zone_ids", zones);
                planned.put("group_names", List.of(region));
            }
            case "aws_arcregionswitch_route53_health_checks" -> healthChecks(config, planned);
            default -> found(config).ifPresent(it -> copy(it, config, planned));
        }
        return Filling.applied(block, planned, facts);
    }

    /// Two for each plan: one a region.
    private void healthChecks(
            Map<String, @Nullable Object> config, Map<String, @Nullable Object> planned) {
        String plan = Values.text(config, "plan_arn");
        account.all().stream()
                .filter(it -> it.type().equals("aws_arcregionswitch_plan"))
                .filter(it -> it.text("arn").equals(plan))
                .findFirst()
                .ifPresent(
                        it ->
                                planned.put(
                                        "health_checks",
                                        List.copyOf(checks(it.values().get("regions"), it))));
    }

    private List<Map<String, @Nullable Object>> checks(@Nullable Object regions, Thing plan) {
        if (!(regions instanceof List<?> all)) {
            return List.of();
        }
        return all.stream()
                .map(
                        it -> {
                            Map<String, @Nullable Object> check = new LinkedHashMap<>();
                            check.put("health_check_id", "check-" + plan.text("name") + "-" + it);
                            check.put("hosted_zone_id", "ZPROOF");
                            check.put("record_name", "record");
                            check.put("region", String.valueOf(it));
                            check.put("status", "healthy");
                            return check;
                        })
                .toList();
    }

    private void copy(
            Thing it, Map<String, @Nullable Object> config, Map<String, @Nullable Object> planned) {
        if (it.type().equals("aws_kms_alias")) {
            planned.put("arn", it.text(type.equals("aws_kms_key") ? "target_key_arn" : "arn"));
            planned.put("id", it.text("target_key_id"));
            planned.put("target_key_arn", it.text("target_key_arn"));
            planned.put("target_key_id", it.text("target_key_id"));
        } else {
            it.values()
                    .forEach(
                            (name, value) -> {
                                if (config.get(name) == null
                                        && block.attributes().containsKey(name)) {
                                    planned.put(name, value);
                                }
                            });
        }
        planned.keySet().retainAll(block.names());
    }

    /// The thing that has everything that is asked for.
    private Optional<Thing> found(Map<String, @Nullable Object> config) {
        String wanted = THINGS.getOrDefault(type, type);
        return account.all().stream()
                .filter(it -> it.type().equals(wanted))
                .filter(it -> it.region().equals(region) || it.region().equals(StandIn.EVERYWHERE))
                .filter(it -> answers(it, config))
                .findFirst();
    }

    private boolean answers(Thing it, Map<String, @Nullable Object> config) {
        for (Map.Entry<String, @Nullable Object> asked : config.entrySet()) {
            String name =
                    asked.getKey().equals("key_id") && it.type().equals("aws_kms_alias")
                            ? "name"
                            : asked.getKey();
            Object value = asked.getValue();
            boolean plain = value instanceof String || value instanceof Boolean;
            boolean holds =
                    !plain || !it.values().containsKey(name) || value.equals(it.values().get(name));
            if (!holds) {
                return false;
            }
        }
        return Values.object(it.values().get("tags_all"))
                .entrySet()
                .containsAll(Values.object(config.get("tags")).entrySet());
    }
}
