mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  role_name       = "shop-prod-ap-south-1-orders"
  cluster_name    = "shop-prod-ap-south-1"
  namespace       = "shop"
  service_account = "orders"
}

run "a_service_that_uses_nothing_may_do_nothing" {
  command = plan

  assert {
    condition     = length(aws_iam_role_policy.this) == 0
    error_message = "No permission without a use."
  }
}
