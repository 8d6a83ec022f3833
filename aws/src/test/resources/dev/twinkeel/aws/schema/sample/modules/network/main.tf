# A network of three tiers over the zones.

locals {
  tiers = {
    public   = { offset = 0, bits = 6 }
    private  = { offset = 16, bits = 4 }
    database = { offset = 8, bits = 6 }
  }

  subnets = merge([
    for tier, it in local.tiers : {
      for index, zone in var.zones : "${tier}-${zone}" => {
        tier = tier
        zone = zone
        cidr = cidrsubnet(var.cidr, it.bits, it.offset / 4 + index)
      }
    }
  ]...)
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true
  enable_dns_support   = true
  tags                 = merge(var.tags, { Name = var.name })
}

resource "aws_subnet" "this" {
  for_each = local.subnets

  vpc_id            = aws_vpc.this.id
  availability_zone = each.value.zone
  cidr_block        = each.value.cidr

  tags = merge(var.tags, {
    Name = "${var.name}-${each.key}"
    Tier = each.value.tier
  })
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
  tags   = var.tags
}

resource "aws_eip" "nat" {
  count  = length(var.zones)
  domain = "vpc"
  tags   = var.tags
}

resource "aws_nat_gateway" "this" {
  count         = length(var.zones)
  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = aws_subnet.this["public-${var.zones[count.index]}"].id
  tags          = var.tags

  depends_on = [aws_internet_gateway.this]
}

resource "aws_security_group" "endpoints" {
  name        = "${var.name}-endpoints"
  description = "Reaches the endpoints of AWS"
  vpc_id      = aws_vpc.this.id
  tags        = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  security_group_id = aws_security_group.endpoints.id
  description       = "HTTPS from the network"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = aws_vpc.this.cidr_block
}

resource "aws_flow_log" "this" {
  count = var.flow_log_bucket == null ? 0 : 1

  vpc_id               = aws_vpc.this.id
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = var.flow_log_bucket

  destination_options {
    file_format        = "parquet"
    per_hour_partition = true
  }
}
