output "queue_name" {
  description = "Name of the queue of interruptions."
  value       = aws_sqs_queue.this.name
}

output "role_arn" {
  description = "ARN of its IAM role."
  value       = aws_iam_role.this.arn
}
