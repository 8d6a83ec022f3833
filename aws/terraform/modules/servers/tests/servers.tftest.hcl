mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  vpc_id       = "vpc-1"
  subnet_id    = "subnet-1"
  source_cidrs = ["10.32.0.0/16"]
  kms_key_arn  = "arn:aws:kms:ap-southeast-1:111122223333:key/1"
}

run "copies_are_encrypted_and_private" {
  command = plan

  assert {
    condition     = aws_drs_replication_configuration_template.this.ebs_encryption == "CUSTOM" && !aws_drs_replication_configuration_template.this.create_public_ip
    error_message = "Copies are as safe as what they copy."
  }
}
