resource "aws_route53_record" "this" {
  zone_id = var.zone_id
  name    = var.domain
  type    = "A"

  alias {
    name                   = var.balancer_dns_name
    zone_id                = var.balancer_zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_health_check" "this" {
  reference_name    = substr(var.context.name, 0, 27)
  fqdn              = var.domain
  type              = "HTTPS"
  port              = 443
  resource_path     = var.health_path
  enable_sni        = true
  request_interval  = 10
  failure_threshold = var.failures
  measure_latency   = true
  tags              = merge(var.context.tags, { Name = var.domain })
}
