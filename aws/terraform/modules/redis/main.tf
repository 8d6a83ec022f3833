resource "aws_elasticache_subnet_group" "this" {
  name        = var.identifier
  description = "Database subnets of ${var.context.name}"
  subnet_ids  = var.subnet_ids
  tags        = merge(var.context.tags, { Name = var.identifier })
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(["slow-log", "engine-log"])

  name              = "/aws/elasticache/${var.context.name}/${var.identifier}/${each.key}"
  retention_in_days = 90
  kms_key_id        = var.logs_kms_key_arn
  tags              = merge(var.context.tags, { Name = "${var.identifier}-${each.key}" })
}

resource "aws_elasticache_replication_group" "this" {
  replication_group_id = var.identifier
  description          = "${var.identifier} of ${var.context.name}"
  engine               = "redis"
  engine_version       = var.engine_version
  node_type            = var.node_type
  port                 = 6379

  num_cache_clusters         = var.members
  multi_az_enabled           = var.members > 1
  automatic_failover_enabled = var.members > 1

  subnet_group_name  = aws_elasticache_subnet_group.this.name
  security_group_ids = [var.security_group_id]

  at_rest_encryption_enabled = "true"
  kms_key_id                 = var.kms_key_arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  auth_token_wo              = var.password
  auth_token_wo_version      = var.password_version
  auth_token_update_strategy = "ROTATE"

  snapshot_retention_limit   = var.snapshot_days
  snapshot_window            = "18:00-19:00"
  maintenance_window         = "sun:19:30-sun:20:30"
  auto_minor_version_upgrade = "true"

  tags = merge(var.context.tags, { Name = var.identifier })

  dynamic "log_delivery_configuration" {
    for_each = aws_cloudwatch_log_group.this

    content {
      destination      = log_delivery_configuration.value.name
      destination_type = "cloudwatch-logs"
      log_format       = "json"
      log_type         = log_delivery_configuration.key
    }
  }
}

resource "aws_route53_record" "this" {
  zone_id = var.private_zone_id
  name    = var.host
  type    = "CNAME"
  ttl     = 5
  records = [aws_elasticache_replication_group.this.primary_endpoint_address]
}

resource "aws_secretsmanager_secret" "this" {
  name                    = var.secret_name
  description             = "How services sign in to ${var.identifier}"
  kms_key_id              = var.secrets_kms_key_arn
  recovery_window_in_days = 7
  tags                    = merge(var.context.tags, { Name = var.secret_name })
}

resource "aws_secretsmanager_secret_version" "this" {
  secret_id                = aws_secretsmanager_secret.this.id
  secret_string_wo_version = var.password_version
  secret_string_wo = jsonencode({
    username = "default"
    password = var.password
    port     = 6379
  })
}
