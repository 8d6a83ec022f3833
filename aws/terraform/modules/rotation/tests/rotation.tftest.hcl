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
  security_group_id = "sg-1"
  kms_key_arn       = "arn:aws:kms:ap-south-1:111122223333:key/2"
}

run "it_runs_inside_the_network" {
  command = plan

  assert {
    condition     = aws_serverlessapplicationrepository_cloudformation_stack.this.parameters["vpcSubnetIds"] == "subnet-1,subnet-2,subnet-3"
    error_message = "It must reach the database without the internet."
  }
}
