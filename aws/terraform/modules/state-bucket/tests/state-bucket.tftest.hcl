mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  bucket = "shop-prod-ap-south-1-state"
}

run "states_are_versioned" {
  command = plan

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "A state that is overwritten by mistake must be recoverable."
  }
}

run "a_name_that_is_too_long_is_refused" {
  command = plan

  variables {
    bucket = "a-name-of-a-bucket-that-is-much-longer-than-the-sixty-three-characters-that-s3-allows"
  }

  expect_failures = [var.bucket]
}
