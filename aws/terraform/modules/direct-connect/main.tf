resource "aws_dx_gateway" "this" {
  name            = var.context.name
  amazon_side_asn = tostring(var.asn)
  tags            = merge(var.context.tags, { Name = var.context.name })
}

resource "aws_dx_gateway_association" "this" {
  dx_gateway_id         = aws_dx_gateway.this.id
  associated_gateway_id = var.transit_gateway_id
  allowed_prefixes      = var.allowed_prefixes
}

resource "aws_dx_transit_virtual_interface" "this" {
  for_each = var.circuits

  name           = "${var.context.name}-${each.key}"
  connection_id  = each.value.connection_id
  dx_gateway_id  = aws_dx_gateway.this.id
  vlan           = each.value.vlan
  bgp_asn        = each.value.bgp_asn
  address_family = "ipv4"
  mtu            = 8500
  tags           = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })
}
