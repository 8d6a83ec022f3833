output "vpc_id" {
  description = "The network"
  value       = aws_vpc.this.id
}

output "subnet_ids" {
  description = "Subnets by tier"
  value = {
    for tier in keys(local.tiers) : tier => [
      for key, it in local.subnets : aws_subnet.this[key].id if it.tier == tier
    ]
  }
}
