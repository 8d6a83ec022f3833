package dev.twinkeel.aws.proof;

import dev.twinkeel.aws.schema.Type;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What AWS would tell of a new thing: identifiers, ARNs, addresses, in AWS's own forms.
///
/// @param type `aws_vpc`
/// @param values what is known of it already
record Facts(Account account, String type, String region, Map<String, @Nullable Object> values) {
    /// Types whose identifiers have a form of their own.
    private static final Map<String, String> PREFIXES =
            Map.ofEntries(
                    Map.entry("aws_vpc", "vpc"),
                    Map.entry("aws_subnet", "subnet"),
                    Map.entry("aws_security_group", "sg"),
                    Map.entry("aws_default_security_group", "sg"),
                    Map.entry("aws_vpc_security_group_ingress_rule", "sgr"),
                    Map.entry("aws_vpc_security_group_egress_rule", "sgr"),
                    Map.entry("aws_internet_gateway", "igw"),
                    Map.entry("aws_nat_gateway", "nat"),
                    Map.entry("aws_route_table", "rtb"),
                    Map.entry("aws_eip", "eipalloc"),
                    Map.entry("aws_vpc_endpoint", "vpce"),
                    Map.entry("aws_network_acl", "acl"),
                    Map.entry("aws_flow_log", "fl"),
                    Map.entry("aws_launch_template", "lt"),
                    Map.entry("aws_ec2_transit_gateway", "tgw"),
                    Map.entry("aws_ec2_transit_gateway_vpc_attachment", "tgw-attach"),
                    Map.entry("aws_ec2_transit_gateway_peering_attachment", "tgw-attach"),
                    Map.entry("aws_ec2_transit_gateway_route_table", "tgw-rtb"),
                    Map.entry("aws_placement_group", "pg"));

    /// Types whose identifier is their ARN.
    private static final List<String> BY_ARN =
            List.of(
                    "aws_lb",
                    "aws_lb_listener",
                    "aws_lb_target_group",
                    "aws_sns_topic",
                    "aws_acm_certificate",
                    "aws_globalaccelerator_accelerator",
                    "aws_globalaccelerator_listener",
                    "aws_globalaccelerator_endpoint_group",
                    "aws_secretsmanager_secret");

    private static final List<String> NAMES =
            List.of(
                    "name",
                    "bucket",
                    "identifier",
                    "cluster_identifier",
                    "replication_group_id",
                    "function_name",
                    "alarm_name",
                    "domain_name");

    private static final List<String> PORTS = List.of("port", "reader_port");

    /// A value of a type for an attribute.
    @Nullable Object of(String attribute, Type wanted) {
        return switch (wanted) {
            case Type.Text _ -> text(attribute);
            case Type.Numeric _ ->
                    PORTS.contains(attribute) ? BigDecimal.valueOf(5432) : BigDecimal.ONE;
            case Type.Bool _ -> false;
            case Type.Mapped _ ->
                    type.startsWith("aws_serverlessapplicationrepository")
                                    && attribute.equals("outputs")
                            ? Map.of("RotationLambdaARN", other("function_arn"))
                            : Map.of();
            case Type.Listed it -> many(attribute, it.of());
            case Type.Setted it -> many(attribute, it.of());
            case Type.Tuple _ -> List.of();
            case Type.Any _ -> null;
            case Type.Structure it -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                it.of().forEach((name, of) -> members.put(name, of(name, of)));
                yield members;
            }
        };
    }

    private List<?> many(String attribute, Type element) {
        boolean others = attribute.endsWith("ids") || attribute.endsWith("arns");
        if (element instanceof Type.Structure || (element instanceof Type.Text && !others)) {
            return Stream.of(of(attribute, element)).filter(it -> it != null).toList();
        }
        return List.of();
    }

    private String text(String attribute) {
        return switch (attribute) {
            case "id" -> identifier();
            case "arn" -> arn();
            case "region" -> region;
            case "owner_id", "account_id", "registry_id", "owner_account_id", "vpc_owner_id" ->
                    account.id();
            case "key_id" -> account.uuid();
            case "zone_id", "hosted_zone_id" -> zone();
            case "url", "queue_url" -> url();
            case "dns_name" ->
                    name()
                            + "-"
                            + account.hex(8)
                            + "."
                            + service()
                            + "."
                            + region
                            + ".amazonaws.com";
            case "endpoint",
                    "address",
                    "reader_endpoint",
                    "primary_endpoint_address",
                    "reader_endpoint_address",
                    "configuration_endpoint_address" ->
                    name()
                            + "."
                            + account.hex(12)
                            + "."
                            + region
                            + "."
                            + service()
                            + ".amazonaws.com";
            case "issuer" ->
                    "https://oidc.eks."
                            + region
                            + ".amazonaws.com/id/"
                            + account.hex(32).toUpperCase(Locale.ROOT);
            case "bucket_domain_name" -> name() + ".s3.amazonaws.com";
            case "bucket_regional_domain_name" -> name() + ".s3." + region + ".amazonaws.com";
            case "repository_url" ->
                    account.id() + ".dkr.ecr." + region + ".amazonaws.com/" + name();
            case "data" -> "LS0tLS1CRUdJTg==";
            case "policy", "policy_document" -> "{}";
            case "availability_zone" -> region + "a";
            case "arn_suffix" -> "app/" + name() + "/" + account.hex(16);
            case "status", "state" -> "ACTIVE";
            default -> other(attribute);
        };
    }

    private String other(String attribute) {
        if (attribute.endsWith("_arn")) {
            return "arn:aws:%s:%s:%s:%s/%s"
                    .formatted(
                            service(),
                            region,
                            account.id(),
                            attribute.replace("_arn", ""),
                            account.hex(12));
        }
        if (attribute.endsWith("security_group_id")) {
            return account.issue("sg", region);
        }
        if (attribute.endsWith("route_table_id")) {
            return account.issue(
                    attribute.contains("transit") || type.contains("transit") ? "tgw-rtb" : "rtb",
                    region);
        }
        if (attribute.endsWith("network_acl_id")) {
            return account.issue("acl", region);
        }
        if (attribute.contains("cidr")) {
            return "";
        }
        return attribute.replace('_', '-') + "-" + account.hex(8);
    }

    private String identifier() {
        String prefix = PREFIXES.get(type);
        if (prefix != null) {
            return account.issue(prefix, region);
        }
        if (type.equals("aws_kms_key") || type.equals("aws_kms_replica_key")) {
            return Values.text(values, "key_id");
        }
        if (BY_ARN.contains(type)) {
            return Values.text(values, "arn");
        }
        return switch (type) {
            case "aws_route53_zone" -> Values.text(values, "zone_id");
            case "aws_sqs_queue" -> url();
            case "aws_wafv2_web_acl", "aws_cloudfront_distribution", "aws_route53_health_check" ->
                    account.uuid();
            case "aws_cognito_user_pool" -> region + "_" + account.hex(9);
            default -> name();
        };
    }

    /// The name that somebody gave it, or one that nobody has.
    private String name() {
        for (String it : NAMES) {
            String name = Values.text(values, it);
            if (!name.isEmpty()) {
                return name;
            }
        }
        return type.substring(type.indexOf('_') + 1).replace('_', '-') + "-" + account.hex(8);
    }

    private String zone() {
        return "Z" + account.hex(19).toUpperCase(Locale.ROOT);
    }

    private String url() {
        return "https://"
                + service()
                + "."
                + region
                + ".amazonaws.com/"
                + account.id()
                + "/"
                + name();
    }

    private String arn() {
        String where = region.equals(StandIn.EVERYWHERE) ? "" : region;
        return switch (type) {
            case "aws_s3_bucket" -> "arn:aws:s3:::" + name();
            case "aws_iam_role" -> "arn:aws:iam::" + account.id() + ":role/" + name();
            case "aws_iam_policy" -> "arn:aws:iam::" + account.id() + ":policy/" + name();
            case "aws_kms_key", "aws_kms_replica_key" ->
                    "arn:aws:kms:"
                            + where
                            + ":"
                            + account.id()
                            + ":key/"
                            + Values.text(values, "key_id");
            case "aws_sqs_queue", "aws_sns_topic" ->
                    "arn:aws:" + service() + ":" + where + ":" + account.id() + ":" + name();
            case "aws_db_instance" -> "arn:aws:rds:" + where + ":" + account.id() + ":db:" + name();
            case "aws_rds_cluster" ->
                    "arn:aws:rds:" + where + ":" + account.id() + ":cluster:" + name();
            case "aws_cloudwatch_log_group" ->
                    "arn:aws:logs:" + where + ":" + account.id() + ":log-group:" + name();
            case "aws_lb" ->
                    "arn:aws:elasticloadbalancing:"
                            + where
                            + ":"
                            + account.id()
                            + ":loadbalancer/app/"
                            + name()
                            + "/"
                            + account.hex(16);
            case "aws_lb_target_group" ->
                    "arn:aws:elasticloadbalancing:"
                            + where
                            + ":"
                            + account.id()
                            + ":targetgroup/"
                            + name()
                            + "/"
                            + account.hex(16);
            default ->
                    "arn:aws:"
                            + service()
                            + ":"
                            + where
                            + ":"
                            + account.id()
                            + ":"
                            + resource()
                            + "/"
                            + name();
        };
    }

    private String resource() {
        String[] words = type.split("_", 3);
        return words.length > 2 ? words[2].replace('_', '-') : words[1];
    }

    private String service() {
        String word = type.split("_", 3)[1];
        return switch (word) {
            case "vpc",
                    "subnet",
                    "security",
                    "eip",
                    "nat",
                    "route",
                    "internet",
                    "network",
                    "flow",
                    "launch",
                    "ebs",
                    "placement",
                    "default" ->
                    "ec2";
            case "lb" -> "elb";
            case "db" -> "rds";
            case "cloudwatch" ->
                    type.startsWith("aws_cloudwatch_log")
                            ? "logs"
                            : type.startsWith("aws_cloudwatch_event") ? "events" : "cloudwatch";
            case "dx" -> "directconnect";
            default -> word;
        };
    }
}
