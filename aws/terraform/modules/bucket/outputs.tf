output "bucket" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.id
}

output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "domain_name" {
  description = "Name under which a distribution reaches it."
  value       = aws_s3_bucket.this.bucket_regional_domain_name
}
