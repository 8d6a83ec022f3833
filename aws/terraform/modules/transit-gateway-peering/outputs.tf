output "attachment_id" {
  description = "The peering attachment."
  value       = aws_ec2_transit_gateway_peering_attachment.this.id
}
