output "ids" {
  description = "Protections by their short names."
  value       = { for name, protection in aws_shield_protection.this : name => protection.id }
}
