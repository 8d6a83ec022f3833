data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  partition = data.aws_partition.current.partition
  account   = data.aws_caller_identity.current.account_id
  policies  = "arn:${local.partition}:iam::aws:policy/service-role"
  stop      = "arn:${local.partition}:cloudwatch:${var.context.region}:${local.account}:alarm:${var.stop_alarm}"
}

resource "aws_iam_role" "this" {
  name = var.role_name
  tags = merge(var.context.tags, { Name = var.role_name })

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "fis.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      }
    ]
  })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = toset([
    "AWSFaultInjectionSimulatorEC2Access",
    "AWSFaultInjectionSimulatorEKSAccess",
    "AWSFaultInjectionSimulatorNetworkAccess",
    "AWSFaultInjectionSimulatorRDSAccess",
  ])

  role       = aws_iam_role.this.name
  policy_arn = "${local.policies}/${each.key}"
}

resource "aws_iam_role_policy" "this" {
  name = "experiments"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "PausesReplication"
        Effect = "Allow"
        Action = [
          "dynamodb:DescribeGlobalTable",
          "dynamodb:DescribeTable",
          "dynamodb:DeleteResourcePolicy",
          "dynamodb:GetResourcePolicy",
          "dynamodb:PutResourcePolicy",
          "elasticache:DescribeReplicationGroups",
          "elasticache:InterruptClusterAzPower",
          "s3:GetReplicationConfiguration",
          "s3:ListAllMyBuckets",
          "s3:PauseReplication",
          "s3:PutReplicationConfiguration",
          "tag:GetResources",
        ]
        Resource = "*"
      },
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:PutResourcePolicy"]
        Resource = "*"
      }
    ]
  })
}

resource "aws_eks_access_entry" "this" {
  cluster_name  = var.cluster_name
  principal_arn = aws_iam_role.this.arn
  user_name     = var.kubernetes_account
  tags          = var.context.tags
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/fis/${var.context.name}"
  retention_in_days = 400
  kms_key_id        = var.logs_kms_key_arn
  tags              = merge(var.context.tags, { Name = var.context.name })
}

# Drill "pods": half of every service's pods, at once.
resource "aws_fis_experiment_template" "pods" {
  description = "${var.context.name}: half of the pods of every service die"
  role_arn    = aws_iam_role.this.arn
  tags        = merge(var.context.tags, { Name = "${var.context.name}-pods" })

  stop_condition {
    source = "aws:cloudwatch:alarm"
    value  = local.stop
  }

  experiment_options {
    account_targeting            = "single-account"
    empty_target_resolution_mode = "fail"
  }

  log_configuration {
    log_schema_version = 2

    cloudwatch_logs_configuration {
      log_group_arn = "${aws_cloudwatch_log_group.this.arn}:*"
    }
  }

  dynamic "action" {
    for_each = toset(var.services)

    content {
      name      = "kill-${action.key}"
      action_id = "aws:eks:pod-delete"

      parameter {
        key   = "kubernetesServiceAccount"
        value = var.kubernetes_account
      }

      parameter {
        key   = "gracePeriodSeconds"
        value = "0"
      }

      target {
        key   = "Pods"
        value = action.key
      }
    }
  }

  dynamic "target" {
    for_each = toset(var.services)

    content {
      name           = target.key
      resource_type  = "aws:eks:pod"
      selection_mode = "PERCENT(50)"

      parameters = {
        clusterIdentifier = var.cluster_name
        namespace         = var.namespace
        selectorType      = "labelSelector"
        selectorValue     = "app.kubernetes.io/name=${target.key}"
      }
    }
  }
}

# Drill "zone": its nodes stop, its network is cut, databases that stand there fail over. Half an hour, then it returns.
resource "aws_fis_experiment_template" "zone" {
  for_each = toset(var.zones)

  description = "${var.context.name}: ${each.key} loses its power"
  role_arn    = aws_iam_role.this.arn
  tags        = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })

  stop_condition {
    source = "aws:cloudwatch:alarm"
    value  = local.stop
  }

  experiment_options {
    account_targeting            = "single-account"
    empty_target_resolution_mode = "fail"
  }

  log_configuration {
    log_schema_version = 2

    cloudwatch_logs_configuration {
      log_group_arn = "${aws_cloudwatch_log_group.this.arn}:*"
    }
  }

  action {
    name      = "stop-nodes"
    action_id = "aws:ec2:stop-instances"

    parameter {
      key   = "startInstancesAfterDuration"
      value = "PT30M"
    }

    parameter {
      key   = "completeIfInstancesTerminated"
      value = "true"
    }

    target {
      key   = "Instances"
      value = "nodes"
    }
  }

  action {
    name      = "cut-network"
    action_id = "aws:network:disrupt-connectivity"

    parameter {
      key   = "duration"
      value = "PT30M"
    }

    parameter {
      key   = "scope"
      value = "all"
    }

    target {
      key   = "Subnets"
      value = "subnets"
    }
  }

  target {
    name           = "nodes"
    resource_type  = "aws:ec2:instance"
    selection_mode = "ALL"

    filter {
      path   = "Placement.AvailabilityZone"
      values = [each.key]
    }

    filter {
      path   = "State.Name"
      values = ["running"]
    }

    resource_tag {
      key   = "kubernetes.io/cluster/${var.cluster_name}"
      value = "owned"
    }
  }

  target {
    name           = "subnets"
    resource_type  = "aws:ec2:subnet"
    selection_mode = "ALL"

    parameters = {
      availabilityZoneIdentifier = each.key
      vpc                        = var.vpc_id
    }
  }
}

# Drill "database": the writer's server reboots into its standby zone.
resource "aws_fis_experiment_template" "database" {
  for_each = var.database_arns

  description = "${var.context.name}: the writer of ${each.key} fails over to another zone"
  role_arn    = aws_iam_role.this.arn
  tags        = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })

  stop_condition {
    source = "aws:cloudwatch:alarm"
    value  = local.stop
  }

  experiment_options {
    account_targeting            = "single-account"
    empty_target_resolution_mode = "fail"
  }

  log_configuration {
    log_schema_version = 2

    cloudwatch_logs_configuration {
      log_group_arn = "${aws_cloudwatch_log_group.this.arn}:*"
    }
  }

  action {
    name      = "fail-over"
    action_id = var.aurora ? "aws:rds:failover-db-cluster" : "aws:rds:reboot-db-instances"

    dynamic "parameter" {
      for_each = var.aurora ? {} : { forceFailover = "true" }

      content {
        key   = parameter.key
        value = parameter.value
      }
    }

    target {
      key   = var.aurora ? "Clusters" : "DBInstances"
      value = "writer"
    }
  }

  target {
    name           = "writer"
    resource_type  = var.aurora ? "aws:rds:cluster" : "aws:rds:db"
    selection_mode = "ALL"
    resource_arns  = [each.value]
  }
}

# Drill "region": the region is cut off from the other one, and nothing is copied any more.
resource "aws_fis_experiment_template" "region" {
  count = var.peer_region == null ? 0 : 1

  description = "${var.context.name}: cut off from ${var.peer_region}"
  role_arn    = aws_iam_role.this.arn
  tags        = merge(var.context.tags, { Name = "${var.context.name}-region" })

  stop_condition {
    source = "aws:cloudwatch:alarm"
    value  = local.stop
  }

  experiment_options {
    account_targeting            = "single-account"
    empty_target_resolution_mode = "fail"
  }

  log_configuration {
    log_schema_version = 2

    cloudwatch_logs_configuration {
      log_group_arn = "${aws_cloudwatch_log_group.this.arn}:*"
    }
  }

  action {
    name      = "cut-subnets"
    action_id = "aws:network:route-table-disrupt-cross-region-connectivity"

    parameter {
      key   = "region"
      value = var.peer_region
    }

    parameter {
      key   = "duration"
      value = "PT30M"
    }

    target {
      key   = "Subnets"
      value = "subnets"
    }
  }

  action {
    name      = "cut-transit-gateway"
    action_id = "aws:network:transit-gateway-disrupt-cross-region-connectivity"

    parameter {
      key   = "region"
      value = var.peer_region
    }

    parameter {
      key   = "duration"
      value = "PT30M"
    }

    target {
      key   = "TransitGateways"
      value = "hub"
    }
  }

  dynamic "action" {
    for_each = length(var.bucket_arns) == 0 ? [] : [true]

    content {
      name      = "pause-buckets"
      action_id = "aws:s3:bucket-pause-replication"

      parameter {
        key   = "region"
        value = var.peer_region
      }

      parameter {
        key   = "duration"
        value = "PT30M"
      }

      target {
        key   = "Buckets"
        value = "buckets"
      }
    }
  }

  dynamic "action" {
    for_each = length(var.table_arns) == 0 ? [] : [true]

    content {
      name      = "pause-tables"
      action_id = "aws:dynamodb:global-table-pause-replication"

      parameter {
        key   = "duration"
        value = "PT30M"
      }

      target {
        key   = "Tables"
        value = "tables"
      }
    }
  }

  target {
    name           = "subnets"
    resource_type  = "aws:ec2:subnet"
    selection_mode = "ALL"
    parameters     = { vpc = var.vpc_id }
  }

  target {
    name           = "hub"
    resource_type  = "aws:ec2:transit-gateway"
    selection_mode = "ALL"

    resource_tag {
      key   = "Name"
      value = var.context.name
    }
  }

  dynamic "target" {
    for_each = length(var.bucket_arns) == 0 ? [] : [var.bucket_arns]

    content {
      name           = "buckets"
      resource_type  = "aws:s3:bucket"
      selection_mode = "ALL"
      resource_arns  = target.value
    }
  }

  dynamic "target" {
    for_each = length(var.table_arns) == 0 ? [] : [var.table_arns]

    content {
      name           = "tables"
      resource_type  = "aws:dynamodb:global-table"
      selection_mode = "ALL"
      resource_arns  = target.value
    }
  }
}
