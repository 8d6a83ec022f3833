locals {
  managed = [
    { name = "AWSManagedRulesAmazonIpReputationList", priority = 10 },
    { name = "AWSManagedRulesAnonymousIpList", priority = 20 },
    { name = "AWSManagedRulesKnownBadInputsRuleSet", priority = 30 },
    { name = "AWSManagedRulesCommonRuleSet", priority = 40 },
    { name = "AWSManagedRulesSQLiRuleSet", priority = 50 },
  ]

  visibility = {
    for name in concat([for rule in local.managed : rule.name], ["rate"]) : name => {
      CloudWatchMetricsEnabled = true
      MetricName               = name
      SampledRequestsEnabled   = true
    }
  }

  rules = concat(
    [
      {
        Name     = "rate"
        Priority = 1
        Action   = { Block = { CustomResponse = { ResponseCode = 429 } } }
        Statement = {
          RateBasedStatement = {
            Limit               = var.rate_limit
            EvaluationWindowSec = var.rate_seconds
            AggregateKeyType    = "IP"
          }
        }
        VisibilityConfig = local.visibility["rate"]
      }
    ],
    [
      for rule in local.managed : {
        Name             = rule.name
        Priority         = rule.priority
        OverrideAction   = { None = {} }
        Statement        = { ManagedRuleGroupStatement = { VendorName = "AWS", Name = rule.name } }
        VisibilityConfig = local.visibility[rule.name]
      }
    ]
  )
}

resource "aws_wafv2_web_acl" "this" {
  region      = var.scope == "CLOUDFRONT" ? "us-east-1" : null
  name        = var.name
  description = "In front of ${var.context.name}"
  scope       = var.scope
  rule_json   = jsonencode(local.rules)
  tags        = merge(var.context.tags, { Name = var.name })

  default_action {
    allow {}
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = true
  }
}

# WAF delivers only to groups whose names begin like this.
resource "aws_cloudwatch_log_group" "this" {
  region            = var.scope == "CLOUDFRONT" ? "us-east-1" : null
  name              = "aws-waf-logs-${var.name}"
  retention_in_days = 400
  kms_key_id        = var.logs_kms_key_arn
  tags              = merge(var.context.tags, { Name = var.name })
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  region                  = var.scope == "CLOUDFRONT" ? "us-east-1" : null
  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = [aws_cloudwatch_log_group.this.arn]

  redacted_fields {
    single_header {
      name = "authorization"
    }
  }

  redacted_fields {
    single_header {
      name = "cookie"
    }
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  for_each = var.protected

  resource_arn = each.value
  web_acl_arn  = aws_wafv2_web_acl.this.arn
}
