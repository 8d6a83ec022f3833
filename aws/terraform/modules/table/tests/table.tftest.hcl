mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  name        = "shop-prod-sessions"
  key         = "id"
  expires     = "until"
  kms_key_arn = "arn:aws:kms:ap-south-1:111122223333:key/1"
}

run "it_can_be_restored_to_a_moment_and_not_deleted" {
  command = plan

  assert {
    condition     = aws_dynamodb_table.this.point_in_time_recovery[0].enabled && aws_dynamodb_table.this.deletion_protection_enabled
    error_message = "A table is protected."
  }
}
