mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  monthly_dollars = 5000
  owner           = "platform@example.com"
}

run "the_owner_hears_before_it_is_spent" {
  command = plan

  assert {
    condition     = length(aws_budgets_budget.this.notification) == 3
    error_message = "At 80 percent, when it will be passed, and when it was."
  }
}
