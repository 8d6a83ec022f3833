output "arns" {
  description = "ARN of each purpose's key in the primary region."
  value       = { for purpose, key in aws_kms_key.this : purpose => key.arn }
}

output "replica_arns" {
  description = "ARN of each purpose's key in the standby region."
  value       = { for purpose, key in aws_kms_replica_key.this : purpose => key.arn }
}
