data "aws_caller_identity" "current" {}

locals {
  prefix = "com.amazonaws.${var.context.region}"

  # Where data goes in and out: through these nobody reaches another account.
  guarded = ["kms", "logs", "monitoring", "secretsmanager", "sqs", "xray"]

  ours = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyThisAccount"
        Effect    = "Allow"
        Principal = "*"
        Action    = "*"
        Resource  = "*"
        Condition = { StringEquals = { "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id } }
      }
    ]
  })

  # ECR hands out image layers from its own bucket, with links that it has signed.
  ours_and_images = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyThisAccount"
        Effect    = "Allow"
        Principal = "*"
        Action    = "*"
        Resource  = "*"
        Condition = { StringEquals = { "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id } }
      },
      {
        Sid       = "ImageLayers"
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "arn:aws:s3:::prod-${var.context.region}-starport-layer-bucket/*"
      }
    ]
  })
}

resource "aws_vpc_endpoint" "gateway" {
  for_each = toset(var.gateways)

  vpc_id            = var.vpc_id
  service_name      = "${local.prefix}.${each.key}"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = var.route_table_ids
  policy            = each.key == "s3" ? local.ours_and_images : local.ours
  tags              = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })
}

resource "aws_vpc_endpoint" "interface" {
  for_each = toset(var.interfaces)

  vpc_id              = var.vpc_id
  service_name        = "${local.prefix}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = var.subnet_ids
  security_group_ids  = [var.security_group_id]
  policy              = contains(local.guarded, each.key) ? local.ours : null
  tags                = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })
}
