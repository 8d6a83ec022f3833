resource "aws_globalaccelerator_endpoint_group" "this" {
  listener_arn                  = var.listener_arn
  endpoint_group_region         = var.context.region
  traffic_dial_percentage       = var.dial
  health_check_protocol         = "HTTPS"
  health_check_port             = 443
  health_check_path             = var.health_path
  health_check_interval_seconds = 10
  threshold_count               = 3

  endpoint_configuration {
    endpoint_id                    = var.balancer_arn
    weight                         = 128
    client_ip_preservation_enabled = true
  }
}
