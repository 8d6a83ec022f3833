resource "aws_route53_record" "this" {
  for_each = var.regions

  zone_id         = var.zone_id
  name            = var.domain
  type            = "A"
  set_identifier  = each.key
  health_check_id = lookup(var.health_check_ids, each.key, null)

  failover_routing_policy {
    type = each.value.primary ? "PRIMARY" : "SECONDARY"
  }

  alias {
    name                   = each.value.domain
    zone_id                = var.zone_id
    evaluate_target_health = false
  }
}
