mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  primary = { region = "ap-south-1", name = "shop-prod-ap-south-1", cidr = "10.32.0.0/16" }
  standby = { region = "ap-southeast-1", name = "shop-prod-ap-southeast-1", cidr = "10.33.0.0/16" }
}

run "each_side_routes_to_the_other" {
  command = plan

  assert {
    condition     = aws_ec2_transit_gateway_route.to_standby.destination_cidr_block == var.standby.cidr
    error_message = "The primary region must reach the standby region."
  }

  assert {
    condition     = aws_ec2_transit_gateway_route.to_primary.destination_cidr_block == var.primary.cidr
    error_message = "The standby region must reach the primary region."
  }
}
