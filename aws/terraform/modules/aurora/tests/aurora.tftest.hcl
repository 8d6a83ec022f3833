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
  global_identifier   = "shop-prod-orders-db"
  primary             = true
  database_name       = "orders_db"
  instance_class      = "db.r7g.large"
  rpo_seconds         = 5
  subnet_ids          = ["subnet-1", "subnet-2", "subnet-3"]
  security_group_id   = "sg-1"
  private_zone_id     = "Z1"
  host                = "orders-db.prod.shop.internal"
  read_host           = "orders-db-read.prod.shop.internal"
  secret_name         = "shop/prod/orders-db"
  kms_key_arn         = "arn:aws:kms:ap-south-1:111122223333:key/1"
  secrets_kms_key_arn = "arn:aws:kms:ap-south-1:111122223333:key/2"
}

run "three_members_over_three_zones" {
  command = plan

  assert {
    condition     = length(aws_rds_cluster_instance.this) == 3
    error_message = "A zone's loss must leave a reader beside the new writer."
  }
}

run "the_standby_joins_and_makes_nothing_global" {
  command = plan

  variables {
    primary = false
  }

  assert {
    condition     = length(aws_rds_global_cluster.this) == 0 && length(aws_secretsmanager_secret.this) == 0
    error_message = "The global database and its secret are the primary region's."
  }
}
