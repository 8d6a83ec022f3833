data "aws_partition" "current" {}

resource "aws_db_subnet_group" "this" {
  name        = var.identifier
  description = "Database subnets of ${var.context.name}"
  subnet_ids  = var.subnet_ids
  tags        = merge(var.context.tags, { Name = var.identifier })
}

resource "aws_rds_cluster_parameter_group" "this" {
  name        = var.identifier
  family      = "aurora-postgresql${split(".", var.engine_version)[0]}"
  description = "Aurora PostgreSQL for ${var.identifier}"
  tags        = merge(var.context.tags, { Name = var.identifier })

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  # Commits wait while every other region is further behind than this; 20 is the least that Aurora takes.
  dynamic "parameter" {
    for_each = var.rpo_seconds == null ? [] : [max(var.rpo_seconds, 20)]

    content {
      name  = "rds.global_db_rpo"
      value = tostring(parameter.value)
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_rds_global_cluster" "this" {
  count = var.primary ? 1 : 0

  global_cluster_identifier = var.global_identifier
  engine                    = "aurora-postgresql"
  engine_version            = var.engine_version
  database_name             = var.database_name
  storage_encrypted         = true
  deletion_protection       = var.deletion_protection
  tags                      = merge(var.context.tags, { Name = var.global_identifier })
}

locals {
  # A role's name has at most 64 characters.
  monitoring = length(var.identifier) <= 53 ? "${var.identifier}-monitoring" : "${substr(var.identifier, 0, 44)}-${substr(sha1(var.identifier), 0, 8)}-monitoring"
}

resource "aws_iam_role" "monitoring" {
  name = local.monitoring
  tags = merge(var.context.tags, { Name = local.monitoring })

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "monitoring.rds.amazonaws.com" }
        Action    = "sts:AssumeRole"
      }
    ]
  })
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

resource "aws_rds_cluster" "this" {
  cluster_identifier        = var.identifier
  global_cluster_identifier = var.primary ? aws_rds_global_cluster.this[0].id : var.global_identifier
  engine                    = "aurora-postgresql"
  engine_version            = var.engine_version

  database_name              = var.primary ? var.database_name : null
  master_username            = var.primary ? var.username : null
  master_password_wo         = var.primary ? var.password : null
  master_password_wo_version = var.primary ? var.password_version : null

  storage_encrypted      = true
  kms_key_id             = var.kms_key_arn
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [var.security_group_id]
  port                   = 5432

  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.this.name
  iam_database_authentication_enabled = true
  enable_global_write_forwarding      = var.primary ? null : true

  backup_retention_period      = var.backup_days
  preferred_backup_window      = "18:00-19:00"
  preferred_maintenance_window = "sun:19:30-sun:20:30"
  copy_tags_to_snapshot        = true
  delete_automated_backups     = false
  deletion_protection          = var.deletion_protection
  skip_final_snapshot          = !var.deletion_protection
  final_snapshot_identifier    = "${var.identifier}-final"

  enabled_cloudwatch_logs_exports = ["postgresql"]
  tags                            = merge(var.context.tags, { Name = var.identifier, backup = var.backup_plan })

  lifecycle {
    ignore_changes = [replication_source_identifier, global_cluster_identifier]
  }
}

resource "aws_rds_cluster_instance" "this" {
  count = var.members

  identifier         = "${var.identifier}-${count.index + 1}"
  cluster_identifier = aws_rds_cluster.this.id
  engine             = "aurora-postgresql"
  instance_class     = var.instance_class
  promotion_tier     = count.index
  ca_cert_identifier = "rds-ca-rsa2048-g1"

  publicly_accessible                   = false
  auto_minor_version_upgrade            = true
  copy_tags_to_snapshot                 = true
  monitoring_interval                   = 15
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = var.kms_key_arn
  performance_insights_retention_period = 7

  tags = merge(var.context.tags, { Name = "${var.identifier}-${count.index + 1}" })
}

resource "aws_route53_record" "writer" {
  zone_id = var.private_zone_id
  name    = var.host
  type    = "CNAME"
  ttl     = 5
  records = [aws_rds_cluster.this.endpoint]
}

resource "aws_route53_record" "reader" {
  zone_id = var.private_zone_id
  name    = var.read_host
  type    = "CNAME"
  ttl     = 5
  records = [aws_rds_cluster.this.reader_endpoint]
}

resource "aws_secretsmanager_secret" "this" {
  count = var.primary ? 1 : 0

  name                    = var.secret_name
  description             = "How services sign in to ${var.database_name}"
  kms_key_id              = var.secrets_kms_key_arn
  recovery_window_in_days = 7
  tags                    = merge(var.context.tags, { Name = var.secret_name })

  dynamic "replica" {
    for_each = var.standby_region == null ? {} : { (var.standby_region) = var.standby_secrets_key }

    content {
      region     = replica.key
      kms_key_id = replica.value
    }
  }
}

resource "aws_secretsmanager_secret_version" "this" {
  count = var.primary ? 1 : 0

  secret_id                = aws_secretsmanager_secret.this[0].id
  secret_string_wo_version = var.password_version
  secret_string_wo = jsonencode({
    engine   = "postgres"
    host     = aws_rds_cluster.this.endpoint
    username = var.username
    password = var.password
    dbname   = var.database_name
    port     = 5432
  })
}

resource "aws_secretsmanager_secret_rotation" "this" {
  count = var.primary && var.rotate ? 1 : 0

  secret_id           = aws_secretsmanager_secret.this[0].id
  rotation_lambda_arn = var.rotation_lambda_arn
  rotate_immediately  = false

  rotation_rules {
    automatically_after_days = 30
  }
}
