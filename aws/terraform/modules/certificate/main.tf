resource "aws_acm_certificate" "this" {
  region                    = var.region
  domain_name               = var.domain
  subject_alternative_names = ["*.${var.domain}"]
  validation_method         = "DNS"
  key_algorithm             = "EC_prime256v1"
  tags                      = merge(var.context.tags, { Name = var.domain })

  options {
    certificate_transparency_logging_preference = "ENABLED"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# The domain and its wildcard share one record.
resource "aws_route53_record" "validation" {
  count = var.make_records ? 1 : 0

  zone_id         = var.zone_id
  name            = tolist(aws_acm_certificate.this.domain_validation_options)[0].resource_record_name
  type            = tolist(aws_acm_certificate.this.domain_validation_options)[0].resource_record_type
  ttl             = 300
  records         = [tolist(aws_acm_certificate.this.domain_validation_options)[0].resource_record_value]
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  region          = var.region
  certificate_arn = aws_acm_certificate.this.arn

  depends_on = [aws_route53_record.validation]
}
