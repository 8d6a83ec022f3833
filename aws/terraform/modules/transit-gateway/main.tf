resource "aws_ec2_transit_gateway" "this" {
  description                        = var.context.name
  amazon_side_asn                    = var.asn
  auto_accept_shared_attachments     = "disable"
  default_route_table_association    = "disable"
  default_route_table_propagation    = "disable"
  dns_support                        = "enable"
  security_group_referencing_support = "enable"
  tags                               = merge(var.context.tags, { Name = var.context.name })
}

resource "aws_ec2_transit_gateway_vpc_attachment" "this" {
  transit_gateway_id                              = aws_ec2_transit_gateway.this.id
  vpc_id                                          = var.vpc_id
  subnet_ids                                      = var.subnet_ids
  dns_support                                     = "enable"
  transit_gateway_default_route_table_association = false
  transit_gateway_default_route_table_propagation = false
  tags                                            = merge(var.context.tags, { Name = var.context.name })
}

resource "aws_ec2_transit_gateway_route_table" "this" {
  transit_gateway_id = aws_ec2_transit_gateway.this.id
  tags               = merge(var.context.tags, { Name = var.context.name })
}

resource "aws_ec2_transit_gateway_route_table_association" "this" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.this.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.this.id
}

resource "aws_ec2_transit_gateway_route_table_propagation" "this" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.this.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.this.id
}

resource "aws_route" "peer" {
  for_each = var.peer_cidr == null ? toset([]) : toset([for index in range(length(var.route_table_ids)) : tostring(index)])

  route_table_id         = var.route_table_ids[tonumber(each.key)]
  destination_cidr_block = var.peer_cidr
  transit_gateway_id     = aws_ec2_transit_gateway.this.id

  depends_on = [aws_ec2_transit_gateway_vpc_attachment.this]
}
