data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

resource "aws_dynamodb_table_replica" "this" {
  global_table_arn = join(":", [
    "arn",
    data.aws_partition.current.partition,
    "dynamodb",
    var.primary_region,
    data.aws_caller_identity.current.account_id,
    "table/${var.name}",
  ])

  kms_key_arn                 = var.kms_key_arn
  point_in_time_recovery      = true
  deletion_protection_enabled = var.deletion_protection
  tags                        = merge(var.context.tags, { Name = var.name, backup = var.backup_plan })
}
