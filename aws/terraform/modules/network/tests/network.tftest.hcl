mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = {
      names = ["ap-south-1a", "ap-south-1b", "ap-south-1c"]
    }
  }
}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  cidr           = "10.32.0.0/16"
  private_zone   = "prod.shop.internal"
  internal_zone  = "internal.shop.example.com"
  log_bucket_arn = "arn:aws:s3:::shop-prod-ap-south-1-logs"
}

run "nine_subnets_and_a_way_out_in_each_zone" {
  command = plan

  assert {
    condition     = length(aws_subnet.public) + length(aws_subnet.private) + length(aws_subnet.database) == 9
    error_message = "Three tiers over three zones are nine subnets."
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 3
    error_message = "A zone without its own NAT gateway is lost with another zone's."
  }
}

run "a_network_of_another_size_is_refused" {
  command = plan

  variables {
    cidr = "10.32.0.0/20"
  }

  expect_failures = [var.cidr]
}
