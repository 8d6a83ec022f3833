output "arn" {
  description = "ARN of the server."
  value       = aws_db_instance.this.arn
}

output "identifier" {
  description = "Identifier of the server, as metrics name it."
  value       = aws_db_instance.this.identifier
}

output "host" {
  description = "Name of the writer."
  value       = aws_route53_record.writer.name
}

output "read_host" {
  description = "Name of the readers."
  value       = var.read_host
}
