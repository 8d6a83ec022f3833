data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition

  ways = {
    forth = { from = var.primary, to = var.standby }
    back  = { from = var.standby, to = var.primary }
  }

  used = { for way, ends in local.ways : way => ends if way == "forth" || var.both_ways }
}

resource "aws_iam_role" "this" {
  name = var.role_name
  tags = merge(var.context.tags, { Name = var.role_name })

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      }
    ]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "replicate"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      flatten([
        for way, ends in local.used : [
          {
            Effect   = "Allow"
            Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
            Resource = "arn:${local.partition}:s3:::${ends.from.bucket}"
          },
          {
            Effect = "Allow"
            Action = [
              "s3:GetObjectVersionForReplication",
              "s3:GetObjectVersionAcl",
              "s3:GetObjectVersionTagging",
            ]
            Resource = "arn:${local.partition}:s3:::${ends.from.bucket}/*"
          },
          {
            Effect   = "Allow"
            Action   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
            Resource = "arn:${local.partition}:s3:::${ends.to.bucket}/*"
          },
        ]
      ]),
      [
        {
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
          Resource = [var.primary.kms_key_arn, var.standby.kms_key_arn]
        }
      ]
    )
  })
}

resource "aws_s3_bucket_replication_configuration" "this" {
  for_each = local.used

  region = each.value.from.region
  bucket = each.value.from.bucket
  role   = aws_iam_role.this.arn

  rule {
    id       = "all"
    priority = 1
    status   = "Enabled"

    filter {
      prefix = var.prefix
    }

    delete_marker_replication {
      status = "Enabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }

      replica_modifications {
        status = "Enabled"
      }
    }

    destination {
      bucket = "arn:${local.partition}:s3:::${each.value.to.bucket}"

      encryption_configuration {
        replica_kms_key_id = each.value.to.kms_key_arn
      }

      replication_time {
        status = "Enabled"

        time {
          minutes = 15
        }
      }

      metrics {
        status = "Enabled"

        event_threshold {
          minutes = 15
        }
      }
    }
  }

  depends_on = [aws_iam_role_policy.this]
}
