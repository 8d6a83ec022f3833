output "endpoint" {
  description = "Address of the API."
  value       = aws_apigatewayv2_api.this.api_endpoint
}

output "user_pool_id" {
  description = "The user pool."
  value       = aws_cognito_user_pool.this.id
}

output "client_id" {
  description = "The client that mobile applications sign in as."
  value       = aws_cognito_user_pool_client.this.id
}
