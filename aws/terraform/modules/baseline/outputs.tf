output "detector_id" {
  description = "The GuardDuty detector."
  value       = aws_guardduty_detector.this.id
}

output "trail_arn" {
  description = "ARN of the trail."
  value       = aws_cloudtrail.this.arn
}
