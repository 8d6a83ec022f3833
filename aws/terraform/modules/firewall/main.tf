resource "aws_security_group" "this" {
  for_each = var.groups

  name        = "${var.context.name}-${each.key}"
  description = each.value
  vpc_id      = var.vpc_id
  tags        = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "pair" {
  for_each = var.pairs

  security_group_id            = aws_security_group.this[each.value.from].id
  referenced_security_group_id = aws_security_group.this[each.value.to].id
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.port
  to_port                      = coalesce(each.value.last, each.value.port)
  description                  = "to ${each.value.to}"
  tags                         = merge(var.context.tags, { Name = each.key })
}

resource "aws_vpc_security_group_ingress_rule" "pair" {
  for_each = var.pairs

  security_group_id            = aws_security_group.this[each.value.to].id
  referenced_security_group_id = aws_security_group.this[each.value.from].id
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.port
  to_port                      = coalesce(each.value.last, each.value.port)
  description                  = "from ${each.value.from}"
  tags                         = merge(var.context.tags, { Name = each.key })
}

resource "aws_vpc_security_group_ingress_rule" "cidr" {
  for_each = var.inbound

  security_group_id = aws_security_group.this[each.value.group].id
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  description       = each.value.why
  tags              = merge(var.context.tags, { Name = each.key })
}

resource "aws_vpc_security_group_egress_rule" "cidr" {
  for_each = var.outbound

  security_group_id = aws_security_group.this[each.value.group].id
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  description       = each.value.why
  tags              = merge(var.context.tags, { Name = each.key })
}

# Services without a fixed address: gateway endpoints are reached by AWS's own lists of addresses.
data "aws_prefix_list" "gateway" {
  for_each = toset([for rule in var.gateways : rule.service])

  name = "com.amazonaws.${var.context.region}.${each.key}"
}

resource "aws_vpc_security_group_egress_rule" "gateway" {
  for_each = var.gateways

  security_group_id = aws_security_group.this[each.value.group].id
  prefix_list_id    = data.aws_prefix_list.gateway[each.value.service].id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "to ${each.value.service} through its endpoint"
  tags              = merge(var.context.tags, { Name = each.key })
}
