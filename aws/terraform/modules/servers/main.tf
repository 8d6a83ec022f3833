resource "aws_security_group" "this" {
  name        = "${var.context.name}-replication"
  description = "Replication servers of Elastic Disaster Recovery"
  vpc_id      = var.vpc_id
  tags        = merge(var.context.tags, { Name = "${var.context.name}-replication" })
}

resource "aws_vpc_security_group_ingress_rule" "replication" {
  for_each = toset(var.source_cidrs)

  security_group_id = aws_security_group.this.id
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = 1500
  to_port           = 1500
  description       = "blocks of replicated servers"
  tags              = merge(var.context.tags, { Name = "replication" })
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.this.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "to AWS's own services"
  tags              = merge(var.context.tags, { Name = "aws" })
}

resource "aws_drs_replication_configuration_template" "this" {
  staging_area_subnet_id                  = var.subnet_id
  replication_servers_security_groups_ids = [aws_security_group.this.id]
  associate_default_security_group        = false
  replication_server_instance_type        = "t3.small"
  use_dedicated_replication_server        = false
  data_plane_routing                      = "PRIVATE_IP"
  create_public_ip                        = false
  bandwidth_throttling                    = 0
  auto_replicate_new_disks                = true
  default_large_staging_disk_type         = "GP3"
  ebs_encryption                          = "CUSTOM"
  ebs_encryption_key_arn                  = var.kms_key_arn
  staging_area_tags                       = merge(var.context.tags, { Name = "${var.context.name}-staging" })
  tags                                    = merge(var.context.tags, { Name = var.context.name })

  pit_policy {
    rule_id            = 1
    enabled            = true
    interval           = 10
    retention_duration = 60
    units              = "MINUTE"
  }

  pit_policy {
    rule_id            = 2
    enabled            = true
    interval           = 1
    retention_duration = 24
    units              = "HOUR"
  }

  pit_policy {
    rule_id            = 3
    enabled            = true
    interval           = 1
    retention_duration = 7
    units              = "DAY"
  }
}
