mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  bucket      = "shop-prod-ap-south-1-assets"
  kms_key_arn = "arn:aws:kms:ap-south-1:111122223333:key/1"
  log_bucket  = "shop-prod-ap-south-1-logs"
}

run "it_is_never_public" {
  command = plan

  assert {
    condition     = aws_s3_bucket_public_access_block.this.restrict_public_buckets && aws_s3_bucket_public_access_block.this.block_public_policy
    error_message = "No policy may open the bucket to the world."
  }
}
