output "bucket" {
  description = "Name of the bucket, for the backend blocks."
  value       = aws_s3_bucket.this.id
}

output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "kms_key_arn" {
  description = "ARN of the key that the states are encrypted under."
  value       = aws_kms_key.this.arn
}
