output "domain" {
  description = "The name that moves."
  value       = var.domain
}
