output "names" {
  description = "Log groups by service."
  value       = { for service, group in aws_cloudwatch_log_group.this : service => group.name }
}
