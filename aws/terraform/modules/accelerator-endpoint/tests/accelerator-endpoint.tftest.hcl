mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  listener_arn = "arn:aws:globalaccelerator::111122223333:accelerator/1/listener/1"
  balancer_arn = "arn:aws:elasticloadbalancing:ap-south-1:111122223333:loadbalancer/app/shop/1"
  dial         = 100
  health_path  = "/health"
}

run "a_dead_region_is_seen_within_thirty_seconds" {
  command = plan

  assert {
    condition     = aws_globalaccelerator_endpoint_group.this.health_check_interval_seconds * aws_globalaccelerator_endpoint_group.this.threshold_count <= 30
    error_message = "Three checks, ten seconds apart."
  }
}
