package dev.twinkeel.aws.proof;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// How much AWS lets a new account have of something, and how long a policy may be.
final class Limits {
    /// In a region.
    private static final Map<String, Integer> QUOTAS =
            Map.of(
                    "aws_vpc", 5,
                    "aws_eip", 5,
                    "aws_internet_gateway", 5,
                    "aws_lb", 50,
                    "aws_db_instance", 40,
                    "aws_rds_cluster", 40,
                    "aws_ec2_transit_gateway", 5,
                    "aws_eks_cluster", 100,
                    "aws_globalaccelerator_accelerator", 20,
                    "aws_kms_key", 100_000);

    /// How many of a type may name the same thing in an argument.
    private record Each(String argument, int max) {}

    private static final Map<String, Each> EACH =
            Map.of(
                    "aws_vpc_security_group_ingress_rule", new Each("security_group_id", 60),
                    "aws_vpc_security_group_egress_rule", new Each("security_group_id", 60),
                    "aws_lb_listener_rule", new Each("listener_arn", 100),
                    "aws_iam_role_policy_attachment", new Each("role", 10));

    /// Characters of a document, blanks not counted where IAM does not count them.
    private static final Map<String, Integer> DOCUMENTS =
            Map.of(
                    "aws_iam_policy policy", 6_144,
                    "aws_iam_role assume_role_policy", 2_048,
                    "aws_s3_bucket_policy policy", 20_480,
                    "aws_kms_key policy", 32_768,
                    "aws_sqs_queue_policy policy", 8_192);

    /// Of all policies that are written into one role, together.
    private static final int ROLE_POLICIES_MAX = 10_240;

    private final Account account;

    Limits(Account account) {
        this.account = account;
    }

    /// Why AWS would not make one more, or nothing.
    List<String> refusals(String type, String region, Map<String, @Nullable Object> values) {
        List<Optional<String>> all =
                List.of(quota(type, region), each(type, values), documents(type, values));
        return all.stream().flatMap(Optional::stream).toList();
    }

    private Optional<String> quota(String type, String region) {
        Integer max = QUOTAS.get(type);
        return max != null && account.all(type, region).size() >= max
                ? Optional.of(reached(region, max, type))
                : Optional.empty();
    }

    private Optional<String> each(String type, Map<String, @Nullable Object> values) {
        Each it = EACH.get(type);
        if (it == null) {
            return Optional.empty();
        }
        String of = Values.text(values, it.argument());
        long there = count(type, one -> one.text(it.argument()).equals(of));
        return there >= it.max() ? Optional.of(reached(of, it.max(), type)) : Optional.empty();
    }

    private Optional<String> documents(String type, Map<String, @Nullable Object> values) {
        for (String name : List.of("policy", "assume_role_policy")) {
            int length = length(Values.text(values, name));
            int before = 0;
            int max = DOCUMENTS.getOrDefault(type + " " + name, Integer.MAX_VALUE);
            if (type.equals("aws_iam_role_policy") && name.equals("policy")) {
                String role = Values.text(values, "role");
                max = ROLE_POLICIES_MAX;
                before =
                        account.all().stream()
                                .filter(it -> it.type().equals(type))
                                .filter(it -> it.text("role").equals(role))
                                .mapToInt(it -> length(it.text("policy")))
                                .sum();
            }
            if (before + length > max) {
                return Optional.of(
                        "%s of %s has %d characters, with those before it %d; %d are allowed"
                                .formatted(name, type, length, before + length, max));
            }
        }
        return Optional.empty();
    }

    private long count(String type, Predicate<Account.Thing> which) {
        return account.all().stream().filter(it -> it.type().equals(type)).filter(which).count();
    }

    private static int length(String document) {
        return document.replaceAll("\\s", "").length();
    }

    private static String reached(String of, int max, String type) {
        return "%s has %d %s already, which is the quota of a new account".formatted(of, max, type);
    }
}
