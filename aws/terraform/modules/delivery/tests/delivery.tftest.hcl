mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  role_name       = "shop-delivery"
  repository      = "example/shop"
  repository_arns = ["arn:aws:ecr:ap-south-1:111122223333:repository/shop/orders"]
}

run "only_the_main_branch_may_push" {
  command = plan

  assert {
    condition     = var.branch == "main"
    error_message = "A pull request must not push."
  }
}
