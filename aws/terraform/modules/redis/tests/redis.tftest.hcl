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
  identifier          = "shop-prod-catalog-cache"
  node_type           = "cache.m7g.large"
  subnet_ids          = ["subnet-1", "subnet-2", "subnet-3"]
  security_group_id   = "sg-1"
  private_zone_id     = "Z1"
  host                = "catalog-cache.prod.shop.internal"
  secret_name         = "shop/prod/catalog-cache"
  kms_key_arn         = "arn:aws:kms:ap-south-1:111122223333:key/1"
  secrets_kms_key_arn = "arn:aws:kms:ap-south-1:111122223333:key/2"
  logs_kms_key_arn    = "arn:aws:kms:ap-south-1:111122223333:key/3"
}

run "a_zone_can_be_lost" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.automatic_failover_enabled && aws_elasticache_replication_group.this.multi_az_enabled
    error_message = "A replica in another zone takes over by itself."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_mode == "required"
    error_message = "No password crosses the network in the clear."
  }
}
