mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  domain            = "shop.example.com"
  subnet_ids        = ["subnet-1", "subnet-2", "subnet-3"]
  security_group_id = "sg-1"
  listener_arn      = "arn:aws:elasticloadbalancing:ap-south-1:111122223333:listener/app/shop/1/2"
  routes            = ["ANY /api/orders", "ANY /api/orders/{proxy+}"]
  logs_kms_key_arn  = "arn:aws:kms:ap-south-1:111122223333:key/3"
}

run "no_route_without_a_token" {
  command = plan

  assert {
    condition     = alltrue([for route in aws_apigatewayv2_route.this : route.authorization_type == "JWT"])
    error_message = "Each route asks for a token."
  }
}
