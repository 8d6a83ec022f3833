resource "aws_budgets_budget" "this" {
  name         = var.context.name
  budget_type  = "COST"
  limit_amount = tostring(var.monthly_dollars)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  tags         = merge(var.context.tags, { Name = var.context.name })

  dynamic "notification" {
    for_each = var.owner == null ? {} : {
      soon = { percent = 80, type = "ACTUAL" }
      over = { percent = 100, type = "FORECASTED" }
      past = { percent = 120, type = "ACTUAL" }
    }

    content {
      comparison_operator        = "GREATER_THAN"
      threshold                  = notification.value.percent
      threshold_type             = "PERCENTAGE"
      notification_type          = notification.value.type
      subscriber_email_addresses = [var.owner]
    }
  }
}

resource "aws_ce_anomaly_monitor" "this" {
  name              = var.context.name
  monitor_type      = "DIMENSIONAL"
  monitor_dimension = "SERVICE"
  tags              = merge(var.context.tags, { Name = var.context.name })
}

resource "aws_ce_anomaly_subscription" "this" {
  count = var.owner == null ? 0 : 1

  name             = var.context.name
  frequency        = "DAILY"
  monitor_arn_list = [aws_ce_anomaly_monitor.this.arn]
  tags             = merge(var.context.tags, { Name = var.context.name })

  subscriber {
    type    = "EMAIL"
    address = var.owner
  }

  threshold_expression {
    dimension {
      key           = "ANOMALY_TOTAL_IMPACT_PERCENTAGE"
      match_options = ["GREATER_THAN_OR_EQUAL"]
      values        = ["20"]
    }
  }
}

resource "aws_computeoptimizer_enrollment_status" "this" {
  status = "Active"
}
