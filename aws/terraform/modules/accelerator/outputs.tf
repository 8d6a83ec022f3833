output "listener_arn" {
  description = "ARN of the listener, for the regions' endpoint groups."
  value       = aws_globalaccelerator_listener.this.arn
}

output "arn" {
  description = "ARN of the accelerator."
  value       = aws_globalaccelerator_accelerator.this.arn
}
