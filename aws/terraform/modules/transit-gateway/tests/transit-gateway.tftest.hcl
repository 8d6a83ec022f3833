mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  vpc_id          = "vpc-1"
  subnet_ids      = ["subnet-1", "subnet-2", "subnet-3"]
  route_table_ids = ["rtb-1", "rtb-2", "rtb-3"]
  peer_cidr       = "10.33.0.0/16"
  asn             = 64512
}

run "each_zone_has_a_route_to_the_other_region" {
  command = plan

  assert {
    condition     = length(aws_route.peer) == 3
    error_message = "Each zone's route table needs the route."
  }
}

run "a_public_as_number_is_refused" {
  command = plan

  variables {
    asn = 100
  }

  expect_failures = [var.asn]
}
