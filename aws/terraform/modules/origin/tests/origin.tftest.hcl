mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  zone_id = "Z1"
  domain  = "origin.shop.example.com"
  regions = {
    ap-south-1     = { domain = "ap-south-1.shop.example.com", primary = true }
    ap-southeast-1 = { domain = "ap-southeast-1.shop.example.com", primary = false }
  }
}

run "one_serves_and_the_other_takes_over" {
  command = plan

  assert {
    condition     = aws_route53_record.this["ap-south-1"].failover_routing_policy[0].type == "PRIMARY"
    error_message = "The primary region serves when nothing is wrong."
  }

  assert {
    condition     = aws_route53_record.this["ap-southeast-1"].failover_routing_policy[0].type == "SECONDARY"
    error_message = "The standby region takes over."
  }
}
