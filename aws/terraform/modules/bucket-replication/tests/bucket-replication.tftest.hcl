mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  role_name = "shop-prod-assets-replication"
  primary   = { region = "ap-south-1", bucket = "shop-prod-ap-south-1-assets", kms_key_arn = "arn:aws:kms:ap-south-1:111122223333:key/1" }
  standby   = { region = "ap-southeast-1", bucket = "shop-prod-ap-southeast-1-assets", kms_key_arn = "arn:aws:kms:ap-southeast-1:111122223333:key/1" }
}

run "objects_go_both_ways" {
  command = plan

  assert {
    condition     = length(aws_s3_bucket_replication_configuration.this) == 2
    error_message = "What is written after a failover must return."
  }
}

run "one_way_is_enough_for_states" {
  command = plan

  variables {
    both_ways = false
  }

  assert {
    condition     = length(aws_s3_bucket_replication_configuration.this) == 1
    error_message = "Only forth."
  }
}
