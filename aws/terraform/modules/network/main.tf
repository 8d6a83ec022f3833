data "aws_availability_zones" "available" {
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  zones = slice(sort(data.aws_availability_zones.available.names), 0, 3)

  private  = { for index, zone in local.zones : zone => cidrsubnet(var.cidr, 3, index) }
  public   = { for index, zone in local.zones : zone => cidrsubnet(var.cidr, 6, 48 + index) }
  database = { for index, zone in local.zones : zone => cidrsubnet(var.cidr, 6, 52 + index) }

  # All that speaks to a database: this network's pods.
  private_cidr = cidrsubnet(var.cidr, 1, 0)
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = merge(var.context.tags, { Name = var.context.name })
}

resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.context.tags, { Name = "${var.context.name}-unused" })
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.context.tags, { Name = var.context.name })
}

# Public: balancers and NAT gateways.

resource "aws_subnet" "public" {
  for_each = local.public

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = merge(var.context.tags, {
    Name                     = "${var.context.name}-public-${each.key}"
    tier                     = "public"
    "kubernetes.io/role/elb" = "1"
  })
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.context.tags, { Name = "${var.context.name}-public" })
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route_table_association" "public" {
  for_each = aws_subnet.public

  subnet_id      = each.value.id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "nat" {
  for_each = local.public

  domain = "vpc"
  tags   = merge(var.context.tags, { Name = "${var.context.name}-nat-${each.key}" })
}

resource "aws_nat_gateway" "this" {
  for_each = aws_subnet.public

  subnet_id     = each.value.id
  allocation_id = aws_eip.nat[each.key].allocation_id
  tags          = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })

  depends_on = [aws_internet_gateway.this]
}

# Private: nodes and pods, one route table a zone.

resource "aws_subnet" "private" {
  for_each = local.private

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = merge(var.context.tags, {
    Name                              = "${var.context.name}-private-${each.key}"
    tier                              = "private"
    "kubernetes.io/role/internal-elb" = "1"
    "karpenter.sh/discovery"          = var.context.name
  })
}

resource "aws_route_table" "private" {
  for_each = local.private

  vpc_id = aws_vpc.this.id
  tags   = merge(var.context.tags, { Name = "${var.context.name}-private-${each.key}" })
}

resource "aws_route" "nat" {
  for_each = local.private

  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[each.key].id
}

resource "aws_route_table_association" "private" {
  for_each = aws_subnet.private

  subnet_id      = each.value.id
  route_table_id = aws_route_table.private[each.key].id
}

# Database: no way out.

resource "aws_subnet" "database" {
  for_each = local.database

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = merge(var.context.tags, {
    Name = "${var.context.name}-database-${each.key}"
    tier = "database"
  })
}

resource "aws_route_table" "database" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.context.tags, { Name = "${var.context.name}-database" })
}

resource "aws_route_table_association" "database" {
  for_each = aws_subnet.database

  subnet_id      = each.value.id
  route_table_id = aws_route_table.database.id
}

# Network ACLs: a second, coarser fence. What is not admitted is refused.

resource "aws_network_acl" "public" {
  vpc_id     = aws_vpc.this.id
  subnet_ids = [for subnet in aws_subnet.public : subnet.id]
  tags       = merge(var.context.tags, { Name = "${var.context.name}-public" })
}

resource "aws_network_acl" "private" {
  vpc_id     = aws_vpc.this.id
  subnet_ids = [for subnet in aws_subnet.private : subnet.id]
  tags       = merge(var.context.tags, { Name = "${var.context.name}-private" })
}

resource "aws_network_acl" "database" {
  vpc_id     = aws_vpc.this.id
  subnet_ids = [for subnet in aws_subnet.database : subnet.id]
  tags       = merge(var.context.tags, { Name = "${var.context.name}-database" })
}

locals {
  acl_rules = merge(
    {
      public_https     = { acl = "public", egress = false, number = 100, cidr = "0.0.0.0/0", from = 443, to = 443 }
      public_http      = { acl = "public", egress = false, number = 110, cidr = "0.0.0.0/0", from = 80, to = 80 }
      public_answers   = { acl = "public", egress = false, number = 120, cidr = "0.0.0.0/0", from = 1024, to = 65535 }
      public_out       = { acl = "public", egress = true, number = 100, cidr = "0.0.0.0/0", from = 0, to = 65535 }
      private_inside   = { acl = "private", egress = false, number = 100, cidr = var.cidr, from = 0, to = 65535 }
      private_answers  = { acl = "private", egress = false, number = 120, cidr = "0.0.0.0/0", from = 1024, to = 65535 }
      private_out      = { acl = "private", egress = true, number = 100, cidr = "0.0.0.0/0", from = 0, to = 65535 }
      database_out     = { acl = "database", egress = true, number = 100, cidr = local.private_cidr, from = 1024, to = 65535 }
      database_members = { acl = "database", egress = true, number = 110, cidr = var.cidr, from = 1024, to = 65535 }
    },
    {
      for index, port in var.database_ports : "database_${port}" => {
        acl = "database", egress = false, number = 100 + index, cidr = local.private_cidr, from = port, to = port
      }
    },
    var.peer_cidr == null ? {} : {
      private_peer = { acl = "private", egress = false, number = 110, cidr = var.peer_cidr, from = 0, to = 65535 }
    }
  )

  acl_ids = {
    public   = aws_network_acl.public.id
    private  = aws_network_acl.private.id
    database = aws_network_acl.database.id
  }
}

resource "aws_network_acl_rule" "tcp" {
  for_each = local.acl_rules

  network_acl_id = local.acl_ids[each.value.acl]
  egress         = each.value.egress
  rule_number    = each.value.number
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = each.value.cidr
  from_port      = each.value.from
  to_port        = each.value.to
}

# DNS to the resolver of the VPC, and its answers.
resource "aws_network_acl_rule" "udp" {
  for_each = {
    for pair in setproduct(["public", "private"], [true, false]) : "${pair[0]}_${pair[1] ? "out" : "in"}" => {
      acl = pair[0], egress = pair[1]
    }
  }

  network_acl_id = local.acl_ids[each.value.acl]
  egress         = each.value.egress
  rule_number    = 200
  rule_action    = "allow"
  protocol       = "udp"
  cidr_block     = var.cidr
  from_port      = 0
  to_port        = 65535
}

resource "aws_flow_log" "this" {
  vpc_id                   = aws_vpc.this.id
  traffic_type             = "ALL"
  log_destination_type     = "s3"
  log_destination          = "${var.log_bucket_arn}/flow/"
  max_aggregation_interval = 60
  tags                     = merge(var.context.tags, { Name = var.context.name })

  destination_options {
    file_format                = "parquet"
    hive_compatible_partitions = true
    per_hour_partition         = true
  }
}

# What callers inside ask the internal balancer by: external-dns writes its one record.
resource "aws_route53_zone" "internal" {
  name    = var.internal_zone
  comment = "Services of ${var.context.name} for callers inside"
  tags    = merge(var.context.tags, { Name = var.internal_zone })

  vpc {
    vpc_id     = aws_vpc.this.id
    vpc_region = var.context.region
  }
}

# Each region answers for the same names with its own members.
resource "aws_route53_zone" "private" {
  name    = var.private_zone
  comment = "Databases and caches of ${var.context.name}"
  tags    = merge(var.context.tags, { Name = var.private_zone })

  vpc {
    vpc_id     = aws_vpc.this.id
    vpc_region = var.context.region
  }
}
