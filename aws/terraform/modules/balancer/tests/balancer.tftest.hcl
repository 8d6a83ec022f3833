mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  name              = "shop-prod-public"
  vpc_id            = "vpc-1"
  subnet_ids        = ["subnet-1", "subnet-2", "subnet-3"]
  security_group_id = "sg-1"
  certificate_arn   = "arn:aws:acm:ap-south-1:111122223333:certificate/1"
  services          = { orders = { target_group = "shop-prod-orders", port = 8080, health = "/health/ready" } }
  routes            = { orders-1 = { service = "orders", priority = 100, paths = ["/api/orders", "/api/orders/*"] } }
  health            = { path = "/health", service = "orders" }
  log_bucket        = "shop-prod-ap-south-1-logs"
}

run "old_connections_do_not_hold_users_in_a_lost_region" {
  command = plan

  assert {
    condition     = aws_lb.this.client_keep_alive == 180
    error_message = "A connection that lives an hour keeps its user in a lost region for an hour."
  }

  assert {
    condition     = aws_lb.this.enable_deletion_protection
    error_message = "The entrance is protected from deletion."
  }
}

run "a_zone_without_healthy_pods_leaves_dns" {
  command = plan

  assert {
    condition     = alltrue([for it in aws_lb_target_group.this : it.target_group_health[0].dns_failover[0].minimum_healthy_targets_percentage == "34"])
    error_message = "A third of the pods must be healthy."
  }
}

run "two_zones_are_refused" {
  command = plan

  variables {
    subnet_ids = ["subnet-1", "subnet-2"]
  }

  expect_failures = [var.subnet_ids]
}
