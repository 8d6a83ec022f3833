data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  policy = "arn:${data.aws_partition.current.partition}:iam::aws:policy"

  plans = {
    daily  = "cron(0 20 * * ? *)"
    hourly = "cron(30 * * * ? *)"
  }

  copies = var.copy_region == null ? [] : [
    join(":", [
      "arn",
      data.aws_partition.current.partition,
      "backup",
      var.copy_region,
      data.aws_caller_identity.current.account_id,
      "backup-vault",
      var.copy_vault,
    ])
  ]
}

resource "aws_backup_vault" "this" {
  name        = var.vault
  kms_key_arn = var.kms_key_arn
  tags        = merge(var.context.tags, { Name = var.vault })
}

# Immutable: after the days of grace not even the account's owner can shorten it.
resource "aws_backup_vault_lock_configuration" "this" {
  backup_vault_name   = aws_backup_vault.this.name
  min_retention_days  = 7
  max_retention_days  = 400
  changeable_for_days = var.immutable ? 3 : null
}

resource "aws_iam_role" "this" {
  name = substr("${var.context.name}-backup", 0, 64)
  tags = merge(var.context.tags, { Name = "${var.context.name}-backup" })

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "backup.amazonaws.com" }
        Action    = "sts:AssumeRole"
      }
    ]
  })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = toset([
    "service-role/AWSBackupServiceRolePolicyForBackup",
    "service-role/AWSBackupServiceRolePolicyForRestores",
    "AWSBackupServiceRolePolicyForS3Backup",
    "AWSBackupServiceRolePolicyForS3Restore",
  ])

  role       = aws_iam_role.this.name
  policy_arn = "${local.policy}/${each.key}"
}

resource "aws_backup_plan" "this" {
  for_each = local.plans

  name = substr("${each.key}-${var.context.name}", 0, 50)
  tags = merge(var.context.tags, { Name = "${each.key}-${var.context.name}" })

  rule {
    rule_name         = each.key
    target_vault_name = aws_backup_vault.this.name
    schedule          = each.value
    start_window      = 60
    completion_window = 240

    lifecycle {
      delete_after                              = var.retention_days
      opt_in_to_archive_for_supported_resources = false
    }

    dynamic "copy_action" {
      for_each = local.copies

      content {
        destination_vault_arn = copy_action.value

        lifecycle {
          delete_after                              = var.retention_days
          opt_in_to_archive_for_supported_resources = false
        }
      }
    }
  }
}

resource "aws_backup_selection" "this" {
  for_each = local.plans

  name         = substr("${each.key}-${var.context.name}", 0, 50)
  plan_id      = aws_backup_plan.this[each.key].id
  iam_role_arn = aws_iam_role.this.arn

  selection_tag {
    type  = "STRINGEQUALS"
    key   = "backup"
    value = each.key
  }
}

# A backup that was never restored is a hope.
resource "aws_backup_restore_testing_plan" "this" {
  name                         = substr(replace("restore-${var.context.name}", "-", "_"), 0, 50)
  schedule_expression          = "cron(0 3 ? * SUN *)"
  schedule_expression_timezone = "Etc/UTC"
  start_window_hours           = 4
  tags                         = merge(var.context.tags, { Name = "${var.context.name}-restore" })

  recovery_point_selection {
    algorithm             = "LATEST_WITHIN_WINDOW"
    include_vaults        = [aws_backup_vault.this.arn]
    recovery_point_types  = ["SNAPSHOT", "CONTINUOUS"]
    selection_window_days = 7
  }
}

resource "aws_backup_restore_testing_selection" "this" {
  for_each = var.restore_tests

  name                      = substr(replace("${each.key}-${var.context.name}", "-", "_"), 0, 50)
  restore_testing_plan_name = aws_backup_restore_testing_plan.this.name
  protected_resource_type   = each.value
  protected_resource_arns   = ["*"]
  iam_role_arn              = aws_iam_role.this.arn
  validation_window_hours   = 4
}
