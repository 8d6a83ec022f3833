resource "aws_dynamodb_table" "this" {
  name                        = var.name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = var.key
  stream_enabled              = true
  stream_view_type            = "NEW_AND_OLD_IMAGES"
  deletion_protection_enabled = var.deletion_protection
  tags                        = merge(var.context.tags, { Name = var.name, backup = var.backup_plan })

  attribute {
    name = var.key
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }

  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = 35
  }

  dynamic "ttl" {
    for_each = var.expires == null ? [] : [var.expires]

    content {
      attribute_name = ttl.value
      enabled        = true
    }
  }

  lifecycle {
    ignore_changes = [replica]
  }
}
