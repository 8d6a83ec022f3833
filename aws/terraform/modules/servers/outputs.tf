output "arn" {
  description = "ARN of the template."
  value       = aws_drs_replication_configuration_template.this.arn
}
