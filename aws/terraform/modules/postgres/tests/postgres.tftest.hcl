mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  password            = "only-for-this-test"
  identifier          = "shop-prod-ap-south-1-orders-db"
  database_name       = "orders_db"
  instance_class      = "db.m7g.large"
  subnet_ids          = ["subnet-1", "subnet-2", "subnet-3"]
  security_group_id   = "sg-1"
  private_zone_id     = "Z1"
  host                = "orders-db.prod.shop.internal"
  read_host           = "orders-db-read.prod.shop.internal"
  secret_name         = "shop/prod/orders-db"
  kms_key_arn         = "arn:aws:kms:ap-south-1:111122223333:key/1"
  secrets_kms_key_arn = "arn:aws:kms:ap-south-1:111122223333:key/2"
}

run "a_zone_can_be_lost" {
  command = plan

  assert {
    condition     = aws_db_instance.this.multi_az && length(aws_db_instance.reader) == 1
    error_message = "A second zone has every commit, a third one a reader."
  }

  assert {
    condition     = aws_db_instance.this.deletion_protection && aws_db_instance.this.storage_encrypted
    error_message = "It is protected and encrypted."
  }
}

run "a_replica_has_no_password_and_no_secret_of_its_own" {
  command = plan

  variables {
    source_arn = "arn:aws:rds:ap-south-1:111122223333:db:shop-prod-ap-south-1-orders-db"
  }

  assert {
    condition     = length(aws_secretsmanager_secret.this) == 0
    error_message = "The secret is replicated from the primary region."
  }
}
