output "health_check_id" {
  description = "The health check."
  value       = aws_route53_health_check.this.id
}
