data "aws_ec2_transit_gateway" "primary" {
  region = var.primary.region

  filter {
    name   = "tag:Name"
    values = [var.primary.name]
  }
}

data "aws_ec2_transit_gateway" "standby" {
  region = var.standby.region

  filter {
    name   = "tag:Name"
    values = [var.standby.name]
  }
}

data "aws_ec2_transit_gateway_route_table" "primary" {
  region = var.primary.region

  filter {
    name   = "tag:Name"
    values = [var.primary.name]
  }
}

data "aws_ec2_transit_gateway_route_table" "standby" {
  region = var.standby.region

  filter {
    name   = "tag:Name"
    values = [var.standby.name]
  }
}

resource "aws_ec2_transit_gateway_peering_attachment" "this" {
  region                  = var.primary.region
  transit_gateway_id      = data.aws_ec2_transit_gateway.primary.id
  peer_region             = var.standby.region
  peer_transit_gateway_id = data.aws_ec2_transit_gateway.standby.id
  tags                    = merge(var.context.tags, { Name = "${var.context.name}-peering" })
}

resource "aws_ec2_transit_gateway_peering_attachment_accepter" "this" {
  region                        = var.standby.region
  transit_gateway_attachment_id = aws_ec2_transit_gateway_peering_attachment.this.id
  tags                          = merge(var.context.tags, { Name = "${var.context.name}-peering" })
}

resource "aws_ec2_transit_gateway_route_table_association" "primary" {
  region                         = var.primary.region
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_peering_attachment_accepter.this.id
  transit_gateway_route_table_id = data.aws_ec2_transit_gateway_route_table.primary.id
}

resource "aws_ec2_transit_gateway_route_table_association" "standby" {
  region                         = var.standby.region
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_peering_attachment_accepter.this.id
  transit_gateway_route_table_id = data.aws_ec2_transit_gateway_route_table.standby.id
}

resource "aws_ec2_transit_gateway_route" "to_standby" {
  region                         = var.primary.region
  destination_cidr_block         = var.standby.cidr
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_peering_attachment_accepter.this.id
  transit_gateway_route_table_id = data.aws_ec2_transit_gateway_route_table.primary.id

  depends_on = [aws_ec2_transit_gateway_route_table_association.primary]
}

resource "aws_ec2_transit_gateway_route" "to_primary" {
  region                         = var.standby.region
  destination_cidr_block         = var.primary.cidr
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_peering_attachment_accepter.this.id
  transit_gateway_route_table_id = data.aws_ec2_transit_gateway_route_table.standby.id

  depends_on = [aws_ec2_transit_gateway_route_table_association.standby]
}
