output "role_arn" {
  description = "ARN of the role that the pipeline assumes."
  value       = aws_iam_role.this.arn
}
