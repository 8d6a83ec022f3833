mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  vpc_id            = "vpc-1"
  gateways          = ["s3"]
  interfaces        = ["sqs", "logs"]
  route_table_ids   = ["rtb-1"]
  subnet_ids        = ["subnet-1", "subnet-2", "subnet-3"]
  security_group_id = "sg-1"
}

run "an_endpoint_stands_in_every_zone" {
  command = plan

  assert {
    condition     = alltrue([for it in aws_vpc_endpoint.interface : length(it.subnet_ids) == 3 && it.private_dns_enabled])
    error_message = "A zone without its endpoint is lost with another zone's."
  }
}
