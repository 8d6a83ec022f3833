data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  replicas  = var.standby_region == null ? {} : var.purposes
  partition = data.aws_partition.current.partition
  account   = data.aws_caller_identity.current.account_id
  root      = "arn:${local.partition}:iam::${local.account}:root"

  use = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]

  # A service acts for many accounts; the key opens for this one's things only, which each service says in its own way.
  whose = {
    logs       = jsonencode({ ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:${local.partition}:logs:*:${local.account}:*" } })
    cloudfront = jsonencode({ ArnLike = { "aws:SourceArn" = "arn:${local.partition}:cloudfront::${local.account}:distribution/*" } })
    other      = jsonencode({ StringEquals = { "aws:SourceAccount" = local.account } })
  }

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
        [
          for service in services : {
            Sid       = "For${replace(title(replace(service, ".", " ")), "/[^A-Za-z0-9]/", "")}"
            Effect    = "Allow"
            Principal = { Service = service }
            Action    = local.use
            Resource  = "*"
            Condition = jsondecode(lookup(local.whose, split(".", service)[0], local.whose.other))
          }
        ],
        contains(var.disks, purpose) ? [
          {
            Sid       = "DisksOfNodesThatAutoScalingStarts"
            Effect    = "Allow"
            Principal = { AWS = "*" }
            Action    = concat(local.use, ["kms:CreateGrant"])
            Resource  = "*"
            Condition = {
              StringEquals = {
                "kms:CallerAccount" = local.account
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
