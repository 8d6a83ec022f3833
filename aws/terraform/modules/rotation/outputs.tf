output "lambda_arn" {
  description = "ARN of the function."
  value       = aws_serverlessapplicationrepository_cloudformation_stack.this.outputs["RotationLambdaARN"]
}
