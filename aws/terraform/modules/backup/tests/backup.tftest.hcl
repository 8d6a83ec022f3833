mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  vault       = "shop-prod-ap-south-1"
  copy_region = "ap-southeast-1"
  copy_vault  = "shop-prod-ap-southeast-1"
  kms_key_arn = "arn:aws:kms:ap-south-1:111122223333:key/1"
}

run "backups_are_immutable_and_copied" {
  command = plan

  assert {
    condition     = aws_backup_vault_lock_configuration.this.changeable_for_days == 3
    error_message = "Ransomware deletes backups first."
  }

  assert {
    condition     = alltrue([for plan in aws_backup_plan.this : alltrue([for rule in plan.rule : length(rule.copy_action) == 1])])
    error_message = "A backup in the lost region is no backup."
  }
}
