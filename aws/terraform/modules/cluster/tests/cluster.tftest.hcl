mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  subnet_ids        = ["subnet-1", "subnet-2", "subnet-3"]
  zones             = { a = "subnet-1", b = "subnet-2", c = "subnet-3" }
  security_group_id = "sg-1"
  node_role_name    = "shop-prod-ap-south-1-node"
  instance_types    = ["m7g.large"]
  kms_key_arn       = "arn:aws:kms:ap-south-1:111122223333:key/1"
  logs_kms_key_arn  = "arn:aws:kms:ap-south-1:111122223333:key/2"
}

run "nodes_stand_in_three_zones_on_demand" {
  command = plan

  assert {
    condition     = length(aws_eks_node_group.this) == 3 && alltrue([for it in aws_eks_node_group.this : it.capacity_type == "ON_DEMAND"])
    error_message = "Spot capacity is taken back when everybody fails over."
  }

  assert {
    condition     = !aws_eks_cluster.this.vpc_config[0].endpoint_public_access
    error_message = "The Kubernetes API is not reached from the internet."
  }
}

run "two_zones_are_refused" {
  command = plan

  variables {
    zones = { a = "subnet-1", b = "subnet-2" }
  }

  expect_failures = [var.zones]
}
