mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  name           = "shop-prod-sessions"
  primary_region = "ap-south-1"
  kms_key_arn    = "arn:aws:kms:ap-southeast-1:111122223333:key/1"
}

run "the_replica_is_protected_too" {
  command = plan

  assert {
    condition     = aws_dynamodb_table_replica.this.point_in_time_recovery && aws_dynamodb_table_replica.this.deletion_protection_enabled
    error_message = "What serves after a failover is protected as what served before."
  }
}
