mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  vpc_id = "vpc-1"
  groups = { orders = "pods of orders", orders-db = "the database orders-db" }
  pairs  = { orders-to-orders-db = { from = "orders", to = "orders-db", port = 5432 } }
}

run "a_pair_is_two_rules" {
  command = plan

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.pair) == 1 && length(aws_vpc_security_group_egress_rule.pair) == 1
    error_message = "Who calls needs a way out, who answers a way in."
  }
}

run "nothing_is_open_to_the_world" {
  command = plan

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.cidr) == 0
    error_message = "No address may enter unless a rule names it."
  }
}
