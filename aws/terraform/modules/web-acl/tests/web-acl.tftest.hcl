mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  name  = "shop-prod"
  scope = "REGIONAL"
}

run "one_rate_and_five_managed_groups" {
  command = plan

  assert {
    condition     = length(jsondecode(aws_wafv2_web_acl.this.rule_json)) == 6
    error_message = "A rate limit, and AWS's groups against the OWASP top ten."
  }
}

run "another_scope_is_refused" {
  command = plan

  variables {
    scope = "GLOBAL"
  }

  expect_failures = [var.scope]
}
