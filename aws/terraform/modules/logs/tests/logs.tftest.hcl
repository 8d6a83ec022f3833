mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  log_groups  = { orders = "/shop/prod/orders" }
  kms_key_arn = "arn:aws:kms:ap-south-1:111122223333:key/3"
}

run "logs_are_kept_for_a_year" {
  command = plan

  assert {
    condition     = aws_cloudwatch_log_group.this["orders"].retention_in_days >= 365
    error_message = "PCI DSS 10.5.1."
  }
}
