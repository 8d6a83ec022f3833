data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  partition = data.aws_partition.current.partition
  account   = data.aws_caller_identity.current.account_id
  aurora    = anytrue([for arn in var.database_arns : strcontains(arn, ":cluster:")])

  aurora_actions = tolist(["rds:FailoverGlobalCluster", "rds:SwitchoverGlobalCluster"])
  rds_actions    = tolist(["rds:AddTagsToResource", "rds:CreateDBInstanceReadReplica", "rds:ModifyDBInstance", "rds:PromoteReadReplica"])

  # A new replica refers to these too.
  groups = [for kind in ["og", "pg", "subgrp"] : "arn:${local.partition}:rds:*:${local.account}:${kind}:*"]
}

resource "aws_iam_role" "this" {
  name = var.role_name
  tags = merge(var.context.tags, { Name = var.role_name })

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "arc-region-switch.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      }
    ]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "recover"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid    = "SeesItsPlan"
          Effect = "Allow"
          Action = [
            "arc-region-switch:GetPlan",
            "arc-region-switch:GetPlanExecution",
            "arc-region-switch:ListPlanExecutionEvents",
            "arc-region-switch:ListPlanExecutions",
          ]
          Resource = "arn:${local.partition}:arc-region-switch::${local.account}:plan/${var.plan_name}:*"
        },
        {
          Sid      = "SeesHealth"
          Effect   = "Allow"
          Action   = ["cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmHistory"]
          Resource = var.alarm_arns
        },
        {
          Sid      = "FindsTheRecordsThatMove"
          Effect   = "Allow"
          Action   = "route53:ListResourceRecordSets"
          Resource = var.zone_arn
        },
        {
          Sid      = "Reports"
          Effect   = "Allow"
          Action   = "s3:PutObject"
          Resource = "${var.report_bucket_arn}/*"
        }
      ],
      [
        for statement in [
          {
            Sid      = "SeesClusters"
            Effect   = "Allow"
            Action   = ["eks:DescribeCluster"]
            Resource = var.cluster_arns
          },
          {
            Sid      = "SeesItsAccess"
            Effect   = "Allow"
            Action   = ["eks:ListAssociatedAccessPolicies"]
            Resource = [for arn in var.cluster_arns : "${replace(arn, ":cluster/", ":access-entry/")}/*"]
          }
        ] : statement if length(var.cluster_arns) > 0
      ],
      [
        for statement in [
          {
            Sid      = "SeesDatabases"
            Effect   = "Allow"
            Action   = ["rds:DescribeDBClusters", "rds:DescribeDBInstances", "rds:DescribeGlobalClusters"]
            Resource = ["*"]
          },
          {
            Sid      = "PromotesDatabases"
            Effect   = "Allow"
            Action   = local.aurora ? local.aurora_actions : local.rds_actions
            Resource = concat(var.database_arns, [for group in local.groups : group if !local.aurora])
          }
        ] : statement if length(var.database_arns) > 0
      ],
      length(var.database_arns) == 0 || local.aurora ? [] : [
        {
          Sid       = "EncryptsNewReplicas"
          Effect    = "Allow"
          Action    = ["kms:CreateGrant", "kms:DescribeKey"]
          Resource  = var.key_arns
          Condition = { StringLike = { "kms:ViaService" = "rds.*.amazonaws.com" } }
        }
      ]
    )
  })
}
