output "role_arn" {
  description = "ARN of its IAM role."
  value       = aws_iam_role.this.arn
}
