resource "aws_lb" "this" {
  name               = var.name
  load_balancer_type = "application"
  internal           = false
  security_groups    = [var.security_group_id]
  subnets            = var.subnet_ids
  tags               = merge(var.context.tags, { Name = var.name })

  client_keep_alive                = 180
  idle_timeout                     = 60
  enable_cross_zone_load_balancing = true
  enable_zonal_shift               = true
  enable_deletion_protection       = var.deletion_protection
  enable_http2                     = true
  enable_waf_fail_open             = false
  drop_invalid_header_fields       = true
  desync_mitigation_mode           = "defensive"

  access_logs {
    bucket  = var.log_bucket
    prefix  = "balancer"
    enabled = true
  }

  connection_logs {
    bucket  = var.log_bucket
    prefix  = "balancer"
    enabled = true
  }
}

resource "aws_lb_target_group" "this" {
  for_each = var.services

  name                              = each.value.target_group
  vpc_id                            = var.vpc_id
  target_type                       = "ip"
  port                              = each.value.port
  protocol                          = "HTTP"
  deregistration_delay              = "30"
  slow_start                        = 30
  load_balancing_cross_zone_enabled = "true"
  tags                              = merge(var.context.tags, { Name = each.value.target_group })

  health_check {
    enabled             = true
    path                = each.value.health
    matcher             = "200-299"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  target_group_health {
    dns_failover {
      minimum_healthy_targets_count      = "1"
      minimum_healthy_targets_percentage = "34"
    }

    unhealthy_state_routing {
      minimum_healthy_targets_count      = 1
      minimum_healthy_targets_percentage = "off"
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn
  tags              = merge(var.context.tags, { Name = "${var.name}-https" })

  routing_http_response_server_enabled                         = false
  routing_http_response_strict_transport_security_header_value = "max-age=63072000; includeSubDomains; preload"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "no such route"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"
  tags              = merge(var.context.tags, { Name = "${var.name}-http" })

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener_rule" "health" {
  count = var.health == null ? 0 : 1

  listener_arn = aws_lb_listener.https.arn
  priority     = 1
  tags         = merge(var.context.tags, { Name = "${var.name}-health" })

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[var.health.service].arn
  }

  condition {
    path_pattern {
      values = [var.health.path]
    }
  }

  transform {
    type = "url-rewrite"

    url_rewrite_config {
      rewrite {
        regex   = "^${var.health.path}$"
        replace = var.services[var.health.service].health
      }
    }
  }
}

resource "aws_lb_listener_rule" "route" {
  for_each = var.routes

  listener_arn = aws_lb_listener.https.arn
  priority     = each.value.priority
  tags         = merge(var.context.tags, { Name = "${var.name}-${each.key}" })

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.value.service].arn
  }

  condition {
    path_pattern {
      values = each.value.paths
    }
  }

  dynamic "condition" {
    for_each = each.value.host == null ? [] : [each.value.host]

    content {
      host_header {
        values = [condition.value]
      }
    }
  }
}
