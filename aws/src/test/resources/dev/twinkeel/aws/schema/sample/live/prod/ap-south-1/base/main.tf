terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.66"
    }
  }

  backend "s3" {
    bucket       = "storefront-prod-state-ap-south-1"
    key          = "base.tfstate"
    region       = "ap-south-1"
    use_lockfile = true
  }
}

provider "aws" {
  region = local.region

  default_tags {
    tags = {
      Application = "storefront"
      Environment = "prod"
    }
  }
}

provider "aws" {
  alias  = "standby"
  region = "ap-southeast-1"
}

locals {
  region = "ap-south-1"
  name   = "storefront-prod"
  zones  = ["ap-south-1a", "ap-south-1b", "ap-south-1c"]
}

module "network" {
  source = "../../../../modules/network"

  name  = local.name
  cidr  = "10.16.0.0/16"
  zones = local.zones
  tags  = { Part = "network" }
}

module "orders_db" {
  source = "../../../../modules/database"

  name       = "orders-db"
  subnet_ids = module.network.subnet_ids["database"]
  settings = {
    storage     = 200
    storage_max = 1000
  }
}

module "queues" {
  for_each = {
    fulfilment = 60
    mail       = 30
  }
  source = "../../../../modules/queue"

  name       = "${local.name}-${each.key}"
  visibility = each.value
}

resource "aws_secretsmanager_secret" "api" {
  name                    = "${local.name}/api"
  recovery_window_in_days = 30

  replica {
    region = "ap-southeast-1"
  }
}

resource "aws_s3_bucket" "assets" {
  bucket = "${local.name}-assets"
}

resource "aws_s3_bucket_versioning" "assets" {
  bucket = aws_s3_bucket.assets.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "assets_replica" {
  provider = aws.standby
  bucket   = "${local.name}-assets-replica"
}

resource "aws_route53_health_check" "shop" {
  fqdn              = "shop.example.com"
  type              = "HTTPS"
  port              = 443
  resource_path     = "/health"
  failure_threshold = 3
  request_interval  = 10
  regions           = ["us-east-1", "eu-west-1", "ap-southeast-1"]
}

resource "aws_wafv2_web_acl" "this" {
  name  = local.name
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  rule {
    name     = "common"
    priority = 1

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesCommonRuleSet"
        vendor_name = "AWS"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "common"
      sampled_requests_enabled   = true
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "all"
    sampled_requests_enabled   = true
  }
}

output "database" {
  description = "Where orders are kept"
  value       = module.orders_db.address
}

output "queues" {
  value = { for name, queue in module.queues : name => queue.arn }
}

output "zones" {
  value = join(",", local.zones)
}
