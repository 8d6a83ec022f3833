output "arn" {
  description = "ARN of the region's member."
  value       = aws_rds_cluster.this.arn
}

output "identifier" {
  description = "Identifier of the region's member, as metrics name it."
  value       = aws_rds_cluster.this.cluster_identifier
}

output "host" {
  description = "Name of the writer."
  value       = aws_route53_record.writer.name
}

output "read_host" {
  description = "Name of the readers."
  value       = aws_route53_record.reader.name
}
