data "aws_caller_identity" "current" {}

resource "aws_sns_topic" "this" {
  name              = "${var.context.name}-alarms"
  kms_master_key_id = var.kms_key_arn
  tags              = merge(var.context.tags, { Name = "${var.context.name}-alarms" })
}

resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AlarmsOfThisAccount"
        Effect    = "Allow"
        Principal = { Service = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this.arn
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      }
    ]
  })
}

resource "aws_sns_topic_subscription" "owner" {
  count = var.owner == null ? 0 : 1

  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = var.owner
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = var.alarms

  alarm_name          = "${var.context.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  period              = each.value.period
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = each.value.periods
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
  tags                = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })
}

# A part of requests, not a count: it means the same at night and on a sale's first day.
resource "aws_cloudwatch_metric_alarm" "serving" {
  count = var.balancer == null ? 0 : 1

  alarm_name          = "${var.context.name}-serving"
  alarm_description   = "More than ${var.error_percent} percent of requests fail, or nobody answers."
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.error_percent
  evaluation_periods  = 2
  datapoints_to_alarm = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
  tags                = merge(var.context.tags, { Name = "${var.context.name}-serving" })

  metric_query {
    id          = "percent"
    expression  = "IF(all > 0, 100 * failed / all, 0)"
    label       = "failed requests, percent"
    return_data = true
  }

  # Of requests that no pod could be chosen for, only the balancer's own answers tell.
  metric_query {
    id          = "all"
    expression  = "FILL(requests, 0) + FILL(balancer, 0)"
    return_data = false
  }

  metric_query {
    id          = "failed"
    expression  = "FILL(balancer, 0) + FILL(pods, 0)"
    return_data = false
  }

  metric_query {
    id = "requests"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "RequestCount"
      dimensions  = { LoadBalancer = var.balancer }
      period      = 60
      stat        = "Sum"
    }
  }

  metric_query {
    id = "balancer"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "HTTPCode_ELB_5XX_Count"
      dimensions  = { LoadBalancer = var.balancer }
      period      = 60
      stat        = "Sum"
    }
  }

  metric_query {
    id = "pods"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "HTTPCode_Target_5XX_Count"
      dimensions  = { LoadBalancer = var.balancer }
      period      = 60
      stat        = "Sum"
    }
  }
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.context.name

  dashboard_body = jsonencode({
    widgets = [
      for index, name in sort(keys(var.alarms)) : {
        type   = "metric"
        x      = (index % 3) * 8
        y      = floor(index / 3) * 6
        width  = 8
        height = 6
        properties = {
          title  = name
          region = var.context.region
          period = var.alarms[name].period
          stat   = var.alarms[name].statistic
          metrics = [
            concat(
              [var.alarms[name].namespace, var.alarms[name].metric],
              flatten([for key, value in var.alarms[name].dimensions : [key, value]])
            )
          ]
          annotations = { horizontal = [{ label = "alarm", value = var.alarms[name].threshold }] }
        }
      }
    ]
  })
}
