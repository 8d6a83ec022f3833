mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  zone_id           = "Z1"
  domain            = "ap-south-1.shop.example.com"
  balancer_dns_name = "shop.ap-south-1.elb.amazonaws.com"
  balancer_zone_id  = "Z2"
  health_path       = "/health"
}

run "it_is_checked_every_ten_seconds" {
  command = plan

  assert {
    condition     = aws_route53_health_check.this.request_interval == 10
    error_message = "The slow interval alone would cost a minute more."
  }
}
