data "aws_partition" "current" {}

resource "aws_db_subnet_group" "this" {
  name        = var.identifier
  description = "Database subnets of ${var.context.name}"
  subnet_ids  = var.subnet_ids
  tags        = merge(var.context.tags, { Name = var.identifier })
}

resource "aws_db_parameter_group" "this" {
  name        = var.identifier
  family      = "postgres${var.engine_version}"
  description = "PostgreSQL ${var.engine_version} for ${var.identifier}"
  tags        = merge(var.context.tags, { Name = var.identifier })

  dynamic "parameter" {
    for_each = {
      "rds.force_ssl"              = "1"
      "log_connections"            = "1"
      "log_disconnections"         = "1"
      "log_min_duration_statement" = "500"
      "statement_timeout"          = "30000"
      "hot_standby_feedback"       = "1"
    }

    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  lifecycle {
    create_before_destroy = true
  }
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

resource "aws_db_instance" "this" {
  identifier     = var.identifier
  engine         = var.source_arn == null ? "postgres" : null
  engine_version = var.source_arn == null ? var.engine_version : null
  instance_class = var.instance_class

  replicate_source_db = var.source_arn
  db_name             = var.source_arn == null ? var.database_name : null
  username            = var.source_arn == null ? var.username : null
  password_wo         = var.source_arn == null ? var.password : null
  password_wo_version = var.source_arn == null ? var.password_version : null

  allocated_storage     = var.source_arn == null ? var.storage_gib : null
  max_allocated_storage = var.storage_gib * 4
  storage_type          = "gp3"
  storage_encrypted     = true
  kms_key_id            = var.kms_key_arn

  multi_az               = var.multi_az
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [var.security_group_id]
  publicly_accessible    = false
  port                   = 5432
  ca_cert_identifier     = "rds-ca-rsa2048-g1"

  parameter_group_name                = aws_db_parameter_group.this.name
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true

  backup_retention_period   = var.backup_days
  backup_window             = "18:00-19:00"
  maintenance_window        = "sun:19:30-sun:20:30"
  copy_tags_to_snapshot     = true
  delete_automated_backups  = false
  deletion_protection       = var.deletion_protection
  skip_final_snapshot       = !var.deletion_protection
  final_snapshot_identifier = "${var.identifier}-final"

  monitoring_interval                   = 15
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  database_insights_mode                = "standard"
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = var.kms_key_arn
  performance_insights_retention_period = 7
  enabled_cloudwatch_logs_exports       = ["postgresql", "upgrade"]

  tags = merge(var.context.tags, { Name = var.identifier, backup = var.backup_plan })

  lifecycle {
    ignore_changes = [replicate_source_db]
  }

  depends_on = [aws_iam_role_policy_attachment.monitoring]
}

# Reads do not burden the writer, and a zone's loss leaves a reader beside the new writer.
resource "aws_db_instance" "reader" {
  count = var.readers

  identifier          = "${var.identifier}-read-${count.index + 1}"
  replicate_source_db = aws_db_instance.this.identifier
  instance_class      = var.instance_class
  storage_encrypted   = true
  storage_type        = "gp3"

  multi_az               = false
  vpc_security_group_ids = [var.security_group_id]
  publicly_accessible    = false
  port                   = 5432
  ca_cert_identifier     = "rds-ca-rsa2048-g1"

  parameter_group_name                = aws_db_parameter_group.this.name
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  copy_tags_to_snapshot               = true
  backup_retention_period             = 0
  deletion_protection                 = var.deletion_protection
  skip_final_snapshot                 = true

  monitoring_interval                   = 15
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = var.kms_key_arn
  performance_insights_retention_period = 7
  enabled_cloudwatch_logs_exports       = ["postgresql", "upgrade"]

  tags = merge(var.context.tags, { Name = "${var.identifier}-read-${count.index + 1}" })
}

# The names that services are given: the writer, or what becomes the writer here, and the readers.

resource "aws_route53_record" "writer" {
  zone_id = var.private_zone_id
  name    = var.host
  type    = "CNAME"
  ttl     = 5
  records = [aws_db_instance.this.address]
}

resource "aws_route53_record" "reader" {
  count = max(var.readers, 1)

  zone_id        = var.private_zone_id
  name           = var.read_host
  type           = "CNAME"
  ttl            = 5
  set_identifier = "reader-${count.index + 1}"
  records        = [var.readers == 0 ? aws_db_instance.this.address : aws_db_instance.reader[count.index].address]

  weighted_routing_policy {
    weight = 100
  }
}

# What services sign in with; the standby region has a copy of the same secret.

resource "aws_secretsmanager_secret" "this" {
  count = var.source_arn == null ? 1 : 0

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
  count = var.source_arn == null ? 1 : 0

  secret_id                = aws_secretsmanager_secret.this[0].id
  secret_string_wo_version = var.password_version
  secret_string_wo = jsonencode({
    engine   = "postgres"
    host     = aws_db_instance.this.address
    username = var.username
    password = var.password
    dbname   = var.database_name
    port     = 5432
  })
}

resource "aws_secretsmanager_secret_rotation" "this" {
  count = var.source_arn == null && var.rotate ? 1 : 0

  secret_id           = aws_secretsmanager_secret.this[0].id
  rotation_lambda_arn = var.rotation_lambda_arn
  rotate_immediately  = false

  rotation_rules {
    automatically_after_days = 30
  }
}
