data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  replicas = var.standby_region == null ? {} : var.purposes
  root     = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"

  policies = {
    for purpose, services in var.purposes : purpose => jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        [
          {
            Sid       = "AccountAdministersThroughIam"
            Effect    = "Allow"
            Principal = { AWS = local.root }
            Action    = "kms:*"
            Resource  = "*"
          }
        ],
        length(services) == 0 ? [] : [
          {
            Sid       = "ServicesOfThisAccount"
            Effect    = "Allow"
            Principal = { Service = services }
            Action = [
              "kms:Encrypt",
              "kms:Decrypt",
              "kms:ReEncrypt*",
              "kms:GenerateDataKey*",
              "kms:DescribeKey",
              "kms:CreateGrant",
            ]
            Resource = "*"
          }
        ],
        contains(var.disks, purpose) ? [
          {
            Sid       = "DisksOfNodesThatAutoScalingStarts"
            Effect    = "Allow"
            Principal = { AWS = "*" }
            Action = [
              "kms:Encrypt",
              "kms:Decrypt",
              "kms:ReEncrypt*",
              "kms:GenerateDataKey*",
              "kms:DescribeKey",
              "kms:CreateGrant",
            ]
            Resource = "*"
            Condition = {
              StringEquals = {
                "kms:CallerAccount" = data.aws_caller_identity.current.account_id
                "kms:ViaService"    = [for region in compact([var.primary_region, var.standby_region]) : "ec2.${region}.amazonaws.com"]
              }
            }
          }
        ] : []
      )
    })
  }
}

resource "aws_kms_key" "this" {
  for_each = var.purposes

  region                  = var.primary_region
  description             = "${var.context.name}: ${each.key}"
  multi_region            = true
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = local.policies[each.key]
  tags                    = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })
}

resource "aws_kms_alias" "this" {
  for_each = var.purposes

  region        = var.primary_region
  name          = "alias/${var.context.name}-${each.key}"
  target_key_id = aws_kms_key.this[each.key].key_id
}

resource "aws_kms_replica_key" "this" {
  for_each = local.replicas

  region                  = var.standby_region
  description             = "${var.context.name}: ${each.key}, replica"
  primary_key_arn         = aws_kms_key.this[each.key].arn
  deletion_window_in_days = 30
  policy                  = local.policies[each.key]
  tags                    = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })
}

resource "aws_kms_alias" "replica" {
  for_each = local.replicas

  region        = var.standby_region
  name          = "alias/${var.context.name}-${each.key}"
  target_key_id = aws_kms_replica_key.this[each.key].key_id
}
