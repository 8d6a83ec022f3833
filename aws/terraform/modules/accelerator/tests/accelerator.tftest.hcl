mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  domain     = "direct.shop.example.com"
  zone_id    = "Z1"
  log_bucket = "shop-prod-ap-southeast-1-logs"
}

run "it_listens_for_tls_only" {
  command = plan

  assert {
    condition     = alltrue([for range in aws_globalaccelerator_listener.this.port_range : range.from_port == 443 && range.to_port == 443])
    error_message = "Nothing is answered in the clear."
  }
}
