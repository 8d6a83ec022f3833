mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  repositories   = ["shop/orders"]
  standby_region = "ap-southeast-1"
}

run "a_tag_means_one_image_for_ever" {
  command = plan

  assert {
    condition     = aws_ecr_repository.this["shop/orders"].image_tag_mutability == "IMMUTABLE"
    error_message = "Rolling back to a tag must bring back what it was."
  }
}
