output "arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "url" {
  description = "URL of the queue."
  value       = aws_sqs_queue.this.url
}

output "dead_letter_arn" {
  description = "ARN of the queue for what could not be handled."
  value       = aws_sqs_queue.dead.arn
}
