mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  bucket = "shop-prod-ap-south-1-logs"
}

run "a_log_cannot_be_deleted" {
  command = plan

  assert {
    condition     = contains([for it in jsondecode(aws_s3_bucket_policy.this.policy).Statement : it.Effect if it.Sid == "NobodyDeletes"], "Deny")
    error_message = "Logs must survive whoever wants them gone."
  }
}

run "a_short_retention_is_refused" {
  command = plan

  variables {
    retention_days = 30
  }

  expect_failures = [var.retention_days]
}
