data "aws_caller_identity" "current" {}

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
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
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
          Sid      = "SeesItsPlan"
          Effect   = "Allow"
          Action   = ["arc-region-switch:GetPlan", "arc-region-switch:GetPlanExecution", "arc-region-switch:ListPlanExecutions"]
          Resource = "*"
        },
        {
          Sid      = "SeesHealth"
          Effect   = "Allow"
          Action   = ["cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmHistory", "cloudwatch:GetMetricStatistics"]
          Resource = "*"
        },
        {
          Sid      = "MovesTraffic"
          Effect   = "Allow"
          Action   = ["route53:GetHealthCheck", "route53:ListResourceRecordSets", "route53:UpdateHealthCheck"]
          Resource = "*"
        },
        {
          Sid      = "Reports"
          Effect   = "Allow"
          Action   = "s3:PutObject"
          Resource = "${var.report_bucket_arn}/*"
        }
      ],
      length(var.cluster_arns) == 0 ? [] : [
        {
          Sid      = "ScalesPods"
          Effect   = "Allow"
          Action   = ["eks:DescribeCluster", "eks:ListAssociatedAccessPolicies"]
          Resource = var.cluster_arns
        }
      ],
      length(var.database_arns) == 0 ? [] : [
        {
          Sid    = "PromotesDatabases"
          Effect = "Allow"
          Action = [
            "rds:AddTagsToResource",
            "rds:CreateDBInstanceReadReplica",
            "rds:DescribeDBClusters",
            "rds:DescribeDBInstances",
            "rds:DescribeGlobalClusters",
            "rds:FailoverGlobalCluster",
            "rds:ModifyDBInstance",
            "rds:PromoteReadReplica",
            "rds:SwitchoverGlobalCluster",
          ]
          Resource = var.database_arns
        }
      ]
    )
  })
}
