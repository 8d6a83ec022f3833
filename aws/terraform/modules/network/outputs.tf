output "vpc_id" {
  description = "The network."
  value       = aws_vpc.this.id
}

output "cidr" {
  description = "Addresses of the network."
  value       = aws_vpc.this.cidr_block
}

output "zones" {
  description = "The three zones, in order."
  value       = local.zones
}

output "public_subnet_ids" {
  description = "Public subnets, one a zone, in the order of the zones."
  value       = [for zone in local.zones : aws_subnet.public[zone].id]
}

output "private_subnet_ids" {
  description = "Private subnets, one a zone, in the order of the zones."
  value       = [for zone in local.zones : aws_subnet.private[zone].id]
}

output "database_subnet_ids" {
  description = "Database subnets, one a zone, in the order of the zones."
  value       = [for zone in local.zones : aws_subnet.database[zone].id]
}

output "private_route_table_ids" {
  description = "Route tables of the private subnets, in the order of the zones."
  value       = [for zone in local.zones : aws_route_table.private[zone].id]
}

output "private_zone_id" {
  description = "The private hosted zone."
  value       = aws_route53_zone.private.zone_id
}

output "internal_zone_arn" {
  description = "ARN of the private zone for callers inside."
  value       = aws_route53_zone.internal.arn
}
