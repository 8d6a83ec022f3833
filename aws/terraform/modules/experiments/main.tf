data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  partition = data.aws_partition.current.partition
  account   = data.aws_caller_identity.current.account_id
  policies  = "arn:${local.partition}:iam::aws:policy/service-role"
  stop      = "arn:${local.partition}:cloudwatch:${var.context.region}:${local.account}:alarm:${var.stop_alarm}"
  half_hour = "PT30M"

  # AWS takes twenty actions a template.
  batches = chunklist(sort(var.services), 20)

  # Drill "pods": half of every service's pods, at once.
  pods = {
    for number, services in local.batches : number == 0 ? "pods" : "pods-${number + 1}" => {
      description = "half of the pods of every service die"
      actions = {
        for service in services : "kill-${service}" => {
          id     = "aws:eks:pod-delete"
          target = { Pods = service }
          parameters = {
            gracePeriodSeconds       = "0"
            kubernetesServiceAccount = var.kubernetes_account
            fisPodSecurityPolicy     = "restricted"
          }
        }
      }
      targets = {
        for service in services : service => {
          type = "aws:eks:pod"
          mode = "PERCENT(50)"
          parameters = {
            clusterIdentifier = var.cluster_name
            namespace         = var.namespace
            selectorType      = "labelSelector"
            selectorValue     = "app.kubernetes.io/name=${service}"
          }
        }
      }
    }
  }

  # Drill "zone": its nodes stop, its network is cut, databases that stand there fail over. Half an hour, then it returns.
  zones = {
    for zone in var.zones : zone => {
      description = "${zone} loses its power"
      actions = {
        stop-nodes = {
          id         = "aws:ec2:stop-instances"
          target     = { Instances = "nodes" }
          parameters = { startInstancesAfterDuration = local.half_hour, completeIfInstancesTerminated = "true" }
        }
        cut-network = {
          id         = "aws:network:disrupt-connectivity"
          target     = { Subnets = "subnets" }
          parameters = { duration = local.half_hour, scope = "all" }
        }
      }
      targets = {
        nodes = {
          type    = "aws:ec2:instance"
          filters = { "Placement.AvailabilityZone" = [zone], "State.Name" = ["running"] }
          tags    = { "kubernetes.io/cluster/${var.cluster_name}" = "owned" }
        }
        subnets = {
          type       = "aws:ec2:subnet"
          parameters = { availabilityZoneIdentifier = zone, vpc = var.vpc_id }
        }
      }
    }
  }

  # Drill "database": the writer's server reboots into its standby zone.
  databases = {
    for name, arn in var.database_arns : name => {
      description = "the writer of ${name} fails over to another zone"
      actions = {
        fail-over = {
          id         = var.aurora ? "aws:rds:failover-db-cluster" : "aws:rds:reboot-db-instances"
          target     = { (var.aurora ? "Clusters" : "DBInstances") = "writer" }
          parameters = { for key, value in { forceFailover = "true" } : key => value if !var.aurora }
        }
      }
      targets = {
        writer = { type = var.aurora ? "aws:rds:cluster" : "aws:rds:db", arns = [arn] }
      }
    }
  }

  # Drill "region": the region is cut off from the other one, and nothing is copied any more.
  cuts = {
    cut-subnets         = { id = "aws:network:route-table-disrupt-cross-region-connectivity", target = { Subnets = "subnets" } }
    cut-transit-gateway = { id = "aws:network:transit-gateway-disrupt-cross-region-connectivity", target = { TransitGateways = "hub" } }
    pause-buckets       = { id = "aws:s3:bucket-pause-replication", target = { Buckets = "buckets" } }
    pause-tables        = { id = "aws:dynamodb:global-table-pause-replication", target = { Tables = "tables" } }
  }

  cut_off = {
    subnets = { type = "aws:ec2:subnet", parameters = { vpc = var.vpc_id }, there = true }
    hub     = { type = "aws:ec2:transit-gateway", tags = { Name = var.context.name }, there = true }
    buckets = { type = "aws:s3:bucket", arns = var.bucket_arns, there = length(var.bucket_arns) > 0 }
    tables  = { type = "aws:dynamodb:global-table", arns = var.table_arns, there = length(var.table_arns) > 0 }
  }

  regions = {
    for region in var.peer_region == null ? [] : [var.peer_region] : "region" => {
      description = "cut off from ${region}"
      actions = {
        for name, cut in local.cuts : name => merge(cut, {
          parameters = merge({ duration = local.half_hour }, name == "pause-tables" ? {} : { region = region })
        }) if local.cut_off[values(cut.target)[0]].there
      }
      targets = { for name, target in local.cut_off : name => target if target.there }
    }
  }

  drills = merge(local.pods, local.zones, local.databases, local.regions)
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
    Statement = concat(
      [
        {
          Sid      = "Logs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:PutResourcePolicy"]
          Resource = "*"
        },
        {
          Sid      = "FindsTargets"
          Effect   = "Allow"
          Action   = ["s3:ListAllMyBuckets", "tag:GetResources"]
          Resource = "*"
        }
      ],
      length(var.bucket_arns) == 0 ? [] : [
        {
          Sid      = "PausesBuckets"
          Effect   = "Allow"
          Action   = ["s3:GetReplicationConfiguration", "s3:PauseReplication", "s3:PutReplicationConfiguration"]
          Resource = var.bucket_arns
        }
      ],
      length(var.table_arns) == 0 ? [] : [
        {
          Sid      = "PausesTables"
          Effect   = "Allow"
          Action   = ["dynamodb:DeleteResourcePolicy", "dynamodb:DescribeTable", "dynamodb:GetResourcePolicy", "dynamodb:PutResourcePolicy"]
          Resource = var.table_arns
        }
      ]
    )
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

# Each of them stops by itself when users are harmed, and fails when it finds nothing to break.
resource "aws_fis_experiment_template" "this" {
  for_each = local.drills

  description = "${var.context.name}: ${each.value.description}"
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

  dynamic "action" {
    for_each = each.value.actions

    content {
      name      = action.key
      action_id = action.value.id

      dynamic "parameter" {
        for_each = action.value.parameters

        content {
          key   = parameter.key
          value = parameter.value
        }
      }

      dynamic "target" {
        for_each = action.value.target

        content {
          key   = target.key
          value = target.value
        }
      }
    }
  }

  dynamic "target" {
    for_each = each.value.targets

    content {
      name           = target.key
      resource_type  = target.value.type
      selection_mode = try(target.value.mode, "ALL")
      resource_arns  = try(target.value.arns, null)
      parameters     = try(target.value.parameters, null)

      dynamic "filter" {
        for_each = try(target.value.filters, {})

        content {
          path   = filter.key
          values = filter.value
        }
      }

      dynamic "resource_tag" {
        for_each = try(target.value.tags, {})

        content {
          key   = resource_tag.key
          value = resource_tag.value
        }
      }
    }
  }
}
