mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  home              = true
  log_bucket        = "shop-prod-ap-south-1-logs"
  kms_key_arn       = "arn:aws:kms:ap-south-1:111122223333:key/1"
  trail_kms_key_arn = "arn:aws:kms:ap-south-1:111122223333:key/3"
}

run "the_trail_of_the_home_region_covers_all" {
  command = plan

  assert {
    condition     = aws_cloudtrail.this.is_multi_region_trail && aws_cloudtrail.this.enable_log_file_validation
    error_message = "CIS 3.1 and 3.2."
  }
}

run "three_standards_are_checked" {
  command = plan

  assert {
    condition     = length(aws_securityhub_standards_subscription.this) == 3
    error_message = "FSBP, CIS and PCI DSS."
  }
}
