locals {
  # Managed policies of CloudFront, the same in every account.
  caching_disabled  = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  caching_optimized = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  all_viewer        = "216adef6-5c7f-47e4-b989-5492eafa07d3"

  site    = length(var.site_buckets) > 0
  service = "services"
  objects = length(var.site_buckets) > 1 ? "site" : "site-0"
}

resource "aws_cloudfront_origin_access_control" "this" {
  count = local.site ? 1 : 0

  name                              = var.context.name
  description                       = "Signs what the distribution asks of the site's buckets"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_cache_policy" "this" {
  for_each = var.cache

  name        = "${var.context.name}-${each.key}"
  comment     = each.value.path
  default_ttl = each.value.seconds
  max_ttl     = each.value.seconds
  min_ttl     = 0

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_brotli = true
    enable_accept_encoding_gzip   = true

    cookies_config {
      cookie_behavior = "none"
    }

    headers_config {
      header_behavior = "none"
    }

    query_strings_config {
      query_string_behavior = "all"
    }
  }
}

resource "aws_cloudfront_response_headers_policy" "this" {
  name    = "${var.context.name}-headers"
  comment = "What browsers are told"

  security_headers_config {
    strict_transport_security {
      access_control_max_age_sec = 63072000
      include_subdomains         = true
      preload                    = true
      override                   = true
    }

    content_type_options {
      override = true
    }

    frame_options {
      frame_option = "DENY"
      override     = true
    }

    referrer_policy {
      referrer_policy = "strict-origin-when-cross-origin"
      override        = true
    }
  }
}

resource "aws_cloudfront_distribution" "this" {
  enabled             = true
  comment             = var.context.name
  aliases             = [var.domain]
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  price_class         = "PriceClass_All"
  web_acl_id          = var.web_acl_arn
  default_root_object = local.site ? "index.html" : null
  wait_for_deployment = false
  tags                = merge(var.context.tags, { Name = var.context.name })

  viewer_certificate {
    acm_certificate_arn      = var.certificate_arn
    minimum_protocol_version = "TLSv1.2_2021"
    ssl_support_method       = "sni-only"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  origin {
    origin_id           = local.service
    domain_name         = var.service_origin
    connection_attempts = 2
    connection_timeout  = 3

    custom_origin_config {
      http_port                = 80
      https_port               = 443
      origin_protocol_policy   = "https-only"
      origin_ssl_protocols     = ["TLSv1.2"]
      origin_read_timeout      = 30
      origin_keepalive_timeout = 5
    }
  }

  dynamic "origin" {
    for_each = var.site_buckets

    content {
      origin_id                = "site-${origin.key}"
      domain_name              = origin.value
      origin_access_control_id = aws_cloudfront_origin_access_control.this[0].id
      connection_attempts      = 2
      connection_timeout       = 3
    }
  }

  dynamic "origin_group" {
    for_each = length(var.site_buckets) > 1 ? [true] : []

    content {
      origin_id = "site"

      failover_criteria {
        status_codes = [403, 404, 500, 502, 503, 504]
      }

      member {
        origin_id = "site-0"
      }

      member {
        origin_id = "site-1"
      }
    }
  }

  default_cache_behavior {
    target_origin_id           = local.site ? local.objects : local.service
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = local.site ? ["GET", "HEAD", "OPTIONS"] : ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.site ? local.caching_optimized : local.caching_disabled
    origin_request_policy_id   = local.site ? null : local.all_viewer
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.site ? var.service_paths : []

    content {
      path_pattern               = ordered_cache_behavior.value
      target_origin_id           = local.service
      viewer_protocol_policy     = "https-only"
      allowed_methods            = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
      cached_methods             = ["GET", "HEAD"]
      compress                   = true
      cache_policy_id            = local.caching_disabled
      origin_request_policy_id   = local.all_viewer
      response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = var.cache

    content {
      path_pattern               = ordered_cache_behavior.value.path
      target_origin_id           = local.site ? local.objects : local.service
      viewer_protocol_policy     = "redirect-to-https"
      allowed_methods            = ["GET", "HEAD", "OPTIONS"]
      cached_methods             = ["GET", "HEAD"]
      compress                   = true
      cache_policy_id            = aws_cloudfront_cache_policy.this[ordered_cache_behavior.key].id
      response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
    }
  }
}

# Standard logging, delivered by CloudWatch Logs to the bucket.

resource "aws_cloudwatch_log_delivery_source" "this" {
  region       = "us-east-1"
  name         = "${var.context.name}-distribution"
  log_type     = "ACCESS_LOGS"
  resource_arn = aws_cloudfront_distribution.this.arn
}

resource "aws_cloudwatch_log_delivery_destination" "this" {
  region        = "us-east-1"
  name          = "${var.context.name}-distribution"
  output_format = "parquet"
  tags          = var.context.tags

  delivery_destination_configuration {
    destination_resource_arn = "${var.log_bucket_arn}/distribution"
  }
}

resource "aws_cloudwatch_log_delivery" "this" {
  region                   = "us-east-1"
  delivery_source_name     = aws_cloudwatch_log_delivery_source.this.name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.this.arn
  tags                     = var.context.tags
}

resource "aws_route53_record" "this" {
  for_each = toset(["A", "AAAA"])

  zone_id = var.zone_id
  name    = var.domain
  type    = each.key

  alias {
    name                   = aws_cloudfront_distribution.this.domain_name
    zone_id                = aws_cloudfront_distribution.this.hosted_zone_id
    evaluate_target_health = false
  }
}
