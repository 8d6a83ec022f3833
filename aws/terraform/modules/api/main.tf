resource "aws_cognito_user_pool" "this" {
  name                     = var.context.name
  deletion_protection      = var.deletion_protection ? "ACTIVE" : "INACTIVE"
  mfa_configuration        = "ON"
  user_pool_tier           = "PLUS"
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]
  tags                     = merge(var.context.tags, { Name = var.context.name })

  username_configuration {
    case_sensitive = false
  }

  software_token_mfa_configuration {
    enabled = true
  }

  password_policy {
    minimum_length                   = 12
    require_lowercase                = true
    require_uppercase                = true
    require_numbers                  = true
    require_symbols                  = true
    password_history_size            = 4
    temporary_password_validity_days = 1
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  user_pool_add_ons {
    advanced_security_mode = "ENFORCED"
  }
}

resource "aws_cognito_resource_server" "this" {
  user_pool_id = aws_cognito_user_pool.this.id
  identifier   = var.domain
  name         = var.context.application

  scope {
    scope_name        = "read"
    scope_description = "Read"
  }

  scope {
    scope_name        = "write"
    scope_description = "Write"
  }
}

resource "aws_cognito_user_pool_client" "this" {
  name         = "${var.context.name}-mobile"
  user_pool_id = aws_cognito_user_pool.this.id

  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = concat(["openid", "email"], aws_cognito_resource_server.this.scope_identifiers)
  supported_identity_providers         = var.provider_names
  callback_urls                        = ["https://${var.domain}/signed-in"]
  logout_urls                          = ["https://${var.domain}/signed-out"]
  explicit_auth_flows                  = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
  prevent_user_existence_errors        = "ENABLED"
  enable_token_revocation              = true
  access_token_validity                = 15
  id_token_validity                    = 15
  refresh_token_validity               = 12

  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "hours"
  }
}

resource "aws_cognito_user_pool_domain" "this" {
  domain                = var.context.name
  user_pool_id          = aws_cognito_user_pool.this.id
  managed_login_version = 2
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/apigateway/${var.context.name}"
  retention_in_days = 400
  kms_key_id        = var.logs_kms_key_arn
  tags              = merge(var.context.tags, { Name = var.context.name })
}

resource "aws_apigatewayv2_api" "this" {
  name                         = var.context.name
  description                  = "Services of ${var.context.name}, for those who hold a token"
  protocol_type                = "HTTP"
  disable_execute_api_endpoint = false
  tags                         = merge(var.context.tags, { Name = var.context.name })
}

resource "aws_apigatewayv2_authorizer" "this" {
  api_id           = aws_apigatewayv2_api.this.id
  name             = "user-pool"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = "https://${aws_cognito_user_pool.this.endpoint}"
    audience = [aws_cognito_user_pool_client.this.id]
  }
}

resource "aws_apigatewayv2_vpc_link" "this" {
  name               = var.context.name
  subnet_ids         = var.subnet_ids
  security_group_ids = [var.security_group_id]
  tags               = merge(var.context.tags, { Name = var.context.name })
}

resource "aws_apigatewayv2_integration" "this" {
  api_id               = aws_apigatewayv2_api.this.id
  integration_type     = "HTTP_PROXY"
  integration_method   = "ANY"
  integration_uri      = var.listener_arn
  connection_type      = "VPC_LINK"
  connection_id        = aws_apigatewayv2_vpc_link.this.id
  timeout_milliseconds = 29000

  tls_config {
    server_name_to_verify = var.domain
  }
}

resource "aws_apigatewayv2_route" "this" {
  for_each = toset(var.routes)

  api_id             = aws_apigatewayv2_api.this.id
  route_key          = each.key
  target             = "integrations/${aws_apigatewayv2_integration.this.id}"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.this.id
}

resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true
  tags        = merge(var.context.tags, { Name = var.context.name })

  default_route_settings {
    detailed_metrics_enabled = true
    throttling_rate_limit    = var.rate_limit
    throttling_burst_limit   = var.rate_limit * 2
  }

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.this.arn
    format = jsonencode({
      requestId = "$context.requestId"
      time      = "$context.requestTime"
      address   = "$context.identity.sourceIp"
      route     = "$context.routeKey"
      status    = "$context.status"
      subject   = "$context.authorizer.claims.sub"
      millis    = "$context.responseLatency"
    })
  }
}
