package dev.twinkeel.aws.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The longest names that AWS accepts, by the quotas and API pages of each service.
public final class Lengths {
    private static final Map<String, Integer> LENGTHS = new HashMap<>();

    static {
        """
        aws_acm_certificate domain_name 64
        aws_apigatewayv2_api name 128
        aws_arcregionswitch_plan name 32
        aws_backup_plan name 50
        aws_backup_restore_testing_plan name 50
        aws_backup_restore_testing_selection name 50
        aws_backup_selection name 50
        aws_backup_vault name 50
        aws_budgets_budget name 100
        aws_cloudfront_cache_policy name 128
        aws_cloudfront_origin_access_control name 64
        aws_cloudfront_response_headers_policy name 128
        aws_cloudtrail name 128
        aws_cloudwatch_dashboard dashboard_name 255
        aws_cloudwatch_event_rule name 64
        aws_cloudwatch_log_delivery_destination name 60
        aws_cloudwatch_log_delivery_source name 60
        aws_cloudwatch_log_group name 512
        aws_cloudwatch_metric_alarm alarm_name 255
        aws_cognito_user_pool name 128
        aws_cognito_user_pool_domain domain 63
        aws_db_instance identifier 63
        aws_db_parameter_group name 255
        aws_db_subnet_group name 255
        aws_dx_gateway name 100
        aws_dynamodb_table name 255
        aws_ecr_repository name 256
        aws_eks_cluster name 100
        aws_eks_node_group node_group_name 63
        aws_elasticache_replication_group replication_group_id 40
        aws_globalaccelerator_accelerator name 64
        aws_iam_instance_profile name 128
        aws_iam_policy name 128
        aws_iam_role name 64
        aws_kms_alias name 256
        aws_launch_template name 128
        aws_lb name 32
        aws_lb_target_group name 32
        aws_rds_cluster cluster_identifier 63
        aws_rds_cluster_instance identifier 63
        aws_rds_global_cluster global_cluster_identifier 63
        aws_resiliencehub_resiliency_policy policy_name 60
        aws_route53_record name 255
        aws_s3_bucket bucket 63
        aws_secretsmanager_secret name 512
        aws_security_group name 255
        aws_shield_protection name 128
        aws_sns_topic name 256
        aws_sqs_queue name 80
        aws_wafv2_web_acl name 128
        aws_xray_group group_name 32
        aws_xray_sampling_rule rule_name 32
        """
                .lines()
                .map(it -> it.split(" ", -1))
                .forEach(it -> LENGTHS.put(it[0] + " " + it[1], Integer.valueOf(it[2])));
    }

    private Lengths() {}

    /// Why AWS would refuse the text as this argument, or nothing.
    public static Optional<String> refusal(String type, String argument, String text) {
        Integer max = LENGTHS.get(type + " " + argument);
        return max != null && text.length() > max
                ? Optional.of(
                        "%s \"%s\" has %d characters; %d are allowed"
                                .formatted(argument, text, text.length(), max))
                : Optional.empty();
    }

    /// Arguments of the type whose length is limited.
    static List<String> arguments(String type) {
        return LENGTHS.keySet().stream()
                .filter(it -> it.startsWith(type + " "))
                .map(it -> it.substring(type.length() + 1))
                .toList();
    }
}
