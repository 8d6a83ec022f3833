mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  domain          = "shop.example.com"
  zone_id         = "Z1"
  certificate_arn = "arn:aws:acm:us-east-1:111122223333:certificate/1"
  web_acl_arn     = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/1"
  service_origin  = "origin.shop.example.com"
  service_paths   = ["/api/*"]
  site_buckets    = ["one.s3.ap-south-1.amazonaws.com", "two.s3.ap-southeast-1.amazonaws.com"]
  cache           = { assets = { path = "/assets/*", seconds = 86400 } }
  log_bucket_arn  = "arn:aws:s3:::shop-prod-ap-southeast-1-logs"
}

run "old_tls_is_refused" {
  command = plan

  assert {
    condition     = aws_cloudfront_distribution.this.viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021"
    error_message = "TLS 1.2 or newer."
  }
}

run "the_site_survives_its_region" {
  command = plan

  assert {
    condition     = length(aws_cloudfront_distribution.this.origin_group) == 1
    error_message = "Objects come from the other region when one fails."
  }
}

run "without_a_site_everything_goes_to_services" {
  command = plan

  variables {
    site_buckets = []
    cache        = {}
  }

  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].target_origin_id == "services"
    error_message = "There is nothing else to answer."
  }
}
