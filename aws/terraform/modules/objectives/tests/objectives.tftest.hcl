mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  name   = "shop-prod"
  zone   = { rto = "30s", rpo = "0s" }
  region = { rto = "15m0s", rpo = "5m0s" }
}

run "the_numbers_are_the_files" {
  command = plan

  assert {
    condition     = aws_resiliencehub_resiliency_policy.this.policy[0].az[0].rto == "30s"
    error_message = "The policy says what the file says."
  }
}
