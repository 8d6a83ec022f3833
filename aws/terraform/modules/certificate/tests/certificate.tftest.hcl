mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  domain  = "shop.example.com"
  zone_id = "Z1"
}

run "subdomains_are_covered" {
  command = plan

  assert {
    condition     = contains(aws_acm_certificate.this.subject_alternative_names, "*.shop.example.com")
    error_message = "Regions and entries are subdomains."
  }
}
