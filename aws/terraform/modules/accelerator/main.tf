resource "aws_globalaccelerator_accelerator" "this" {
  name            = var.context.name
  ip_address_type = "IPV4"
  enabled         = true
  tags            = merge(var.context.tags, { Name = var.context.name })

  attributes {
    flow_logs_enabled   = true
    flow_logs_s3_bucket = var.log_bucket
    flow_logs_s3_prefix = "accelerator"
  }
}

resource "aws_globalaccelerator_listener" "this" {
  accelerator_arn = aws_globalaccelerator_accelerator.this.arn
  protocol        = "TCP"
  client_affinity = "NONE"

  port_range {
    from_port = 443
    to_port   = 443
  }
}

resource "aws_route53_record" "this" {
  zone_id = var.zone_id
  name    = var.domain
  type    = "A"

  alias {
    name                   = aws_globalaccelerator_accelerator.this.dns_name
    zone_id                = aws_globalaccelerator_accelerator.this.hosted_zone_id
    evaluate_target_health = false
  }
}
