output "arn" {
  description = "ARN of the table in this region."
  value       = aws_dynamodb_table_replica.this.arn
}
