output "arn" {
  description = "ARN of the balancer."
  value       = aws_lb.this.arn
}

output "arn_suffix" {
  description = "The balancer as metrics name it."
  value       = aws_lb.this.arn_suffix
}

output "dns_name" {
  description = "AWS's own name of the balancer."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "Hosted zone of that name, for alias records."
  value       = aws_lb.this.zone_id
}

output "listener_arn" {
  description = "ARN of the HTTPS listener."
  value       = aws_lb_listener.https.arn
}

output "target_group_arn_suffixes" {
  description = "The target groups as metrics name them, by service."
  value       = { for name, group in aws_lb_target_group.this : name => group.arn_suffix }
}
