data "aws_caller_identity" "current" {}

resource "aws_ecr_repository" "this" {
  for_each = toset(var.repositories)

  name                 = each.key
  image_tag_mutability = "IMMUTABLE"
  force_delete         = false
  tags                 = merge(var.context.tags, { Name = each.key })

  encryption_configuration {
    encryption_type = "KMS"
  }

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  for_each = aws_ecr_repository.this

  repository = each.value.name

  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "Untagged images go after a week."
        selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 7 }
        action       = { type = "expire" }
      },
      {
        rulePriority = 2
        description  = "The last hundred stay, to roll back to."
        selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 100 }
        action       = { type = "expire" }
      }
    ]
  })
}

resource "aws_ecr_repository_policy" "this" {
  for_each = length(var.pull_account_ids) == 0 ? {} : aws_ecr_repository.this

  repository = each.value.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "EnvironmentsPull"
        Effect    = "Allow"
        Principal = { AWS = [for account in var.pull_account_ids : "arn:aws:iam::${account}:root"] }
        Action    = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      }
    ]
  })
}

resource "aws_ecr_registry_scanning_configuration" "this" {
  scan_type = "ENHANCED"

  rule {
    scan_frequency = "CONTINUOUS_SCAN"

    repository_filter {
      filter      = "*"
      filter_type = "WILDCARD"
    }
  }
}

resource "aws_ecr_replication_configuration" "this" {
  replication_configuration {
    rule {
      destination {
        region      = var.standby_region
        registry_id = data.aws_caller_identity.current.account_id
      }
    }
  }
}

# What replication makes in the other region is as this says.
resource "aws_ecr_repository_creation_template" "standby" {
  region               = var.standby_region
  prefix               = "ROOT"
  description          = "Copies of the images"
  applied_for          = ["REPLICATION"]
  image_tag_mutability = "IMMUTABLE"
  resource_tags        = var.context.tags

  encryption_configuration {
    encryption_type = "KMS"
  }
}
