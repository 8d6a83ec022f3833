locals {
  # X-Ray's names have at most 32 characters, and environments may share an account.
  traces = length(var.context.name) <= 32 ? var.context.name : "${substr(var.context.name, 0, 23)}-${substr(sha1(var.context.name), 0, 8)}"
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = var.log_groups

  name              = each.value
  retention_in_days = var.retention_days
  kms_key_id        = var.kms_key_arn
  tags              = merge(var.context.tags, { Name = each.value })
}

# Log lines that say error, counted by service.
resource "aws_cloudwatch_log_metric_filter" "errors" {
  for_each = var.log_groups

  name           = "errors"
  log_group_name = aws_cloudwatch_log_group.this[each.key].name
  pattern        = "{ $.level = \"ERROR\" }"

  metric_transformation {
    namespace     = var.context.name
    name          = "${each.key}-errors"
    value         = "1"
    default_value = "0"
  }
}

resource "aws_xray_group" "this" {
  group_name        = local.traces
  filter_expression = "annotation.application = \"${var.context.application}\" AND annotation.environment = \"${var.context.environment}\""
  tags              = merge(var.context.tags, { Name = var.context.name })

  insights_configuration {
    insights_enabled      = true
    notifications_enabled = true
  }
}

resource "aws_xray_sampling_rule" "this" {
  rule_name      = local.traces
  priority       = 1000
  version        = 1
  reservoir_size = 5
  fixed_rate     = var.trace_rate
  host           = "*"
  http_method    = "*"
  resource_arn   = "*"
  service_name   = "*"
  service_type   = "*"
  url_path       = "*"
  tags           = merge(var.context.tags, { Name = var.context.name })
}

resource "aws_xray_encryption_config" "this" {
  type   = "KMS"
  key_id = var.kms_key_arn
}
