output "arn" {
  description = "ARN of the policy."
  value       = aws_resiliencehub_resiliency_policy.this.arn
}
