mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  protected = { distribution = "arn:aws:cloudfront::111122223333:distribution/E1" }
}

run "each_is_protected" {
  command = plan

  assert {
    condition     = length(aws_shield_protection.this) == 1
    error_message = "What users reach is protected."
  }
}
