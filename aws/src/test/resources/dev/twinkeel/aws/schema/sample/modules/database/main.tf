resource "aws_kms_key" "this" {
  description             = "Data of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      }
    ]
  })
}

data "aws_caller_identity" "current" {}

resource "aws_db_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

resource "aws_db_instance" "this" {
  identifier                  = var.name
  engine                      = "postgres"
  engine_version              = "18"
  instance_class              = var.instance_class
  allocated_storage           = var.settings.storage
  max_allocated_storage       = try(var.settings.storage_max, null)
  db_subnet_group_name        = aws_db_subnet_group.this.name
  multi_az                    = true
  storage_encrypted           = true
  kms_key_id                  = aws_kms_key.this.arn
  username                    = "postgres"
  manage_master_user_password = true
  deletion_protection         = true
  backup_retention_period     = 14
  skip_final_snapshot         = false
  final_snapshot_identifier   = "${var.name}-final"
  apply_immediately           = false

  dynamic "restore_to_point_in_time" {
    for_each = var.settings.restore_from == null ? [] : [var.settings.restore_from]

    content {
      source_db_instance_identifier = restore_to_point_in_time.value
      use_latest_restorable_time    = true
    }
  }

  lifecycle {
    ignore_changes = [engine_version]

    precondition {
      condition     = length(var.subnet_ids) >= 3
      error_message = "A database needs subnets in three zones."
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = {
    cpu     = { metric = "CPUUtilization", above = 80 }
    storage = { metric = "FreeStorageSpace", above = 10 * 1024 * 1024 * 1024 }
  }

  alarm_name          = "${var.name}-${each.key}"
  comparison_operator = each.key == "storage" ? "LessThanThreshold" : "GreaterThanThreshold"
  evaluation_periods  = 3
  namespace           = "AWS/RDS"
  metric_name         = each.value.metric
  period              = 60
  statistic           = "Average"
  threshold           = each.value.above

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.this.identifier
  }
}
