output "ids" {
  description = "Security groups by their short names."
  value       = { for name, group in aws_security_group.this : name => group.id }
}
