output "id" {
  description = "The transit gateway."
  value       = aws_ec2_transit_gateway.this.id
}

output "route_table_id" {
  description = "Its route table."
  value       = aws_ec2_transit_gateway_route_table.this.id
}
