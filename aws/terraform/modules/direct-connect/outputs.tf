output "gateway_id" {
  description = "The Direct Connect gateway."
  value       = aws_dx_gateway.this.id
}
