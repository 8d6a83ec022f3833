mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  cluster_name  = "shop-prod-ap-south-1"
  node_role_arn = "arn:aws:iam::111122223333:role/shop-prod-ap-south-1-node"
  queue_name    = "shop-prod-ap-south-1-interruptions"
}

run "it_hears_of_every_kind_of_interruption" {
  command = plan

  assert {
    condition     = length(aws_cloudwatch_event_rule.this) == 4
    error_message = "Health events, spot interruptions, rebalancing and state changes."
  }
}
