output "address" {
  description = "Where it listens"
  value       = aws_db_instance.this.address
}

output "secret_arn" {
  description = "Where its password is"
  value       = one(aws_db_instance.this.master_user_secret[*].secret_arn)
}
