output "arn" {
  description = "ARN of the replication group."
  value       = aws_elasticache_replication_group.this.arn
}

output "identifier" {
  description = "Identifier of the replication group, as metrics name it."
  value       = aws_elasticache_replication_group.this.replication_group_id
}
