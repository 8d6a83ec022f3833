data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  partition = data.aws_partition.current.partition
  account   = data.aws_caller_identity.current.account_id

  # Managed rules of AWS Config that say whether this architecture still holds.
  rules = [
    "ALB_HTTP_TO_HTTPS_REDIRECTION_CHECK",
    "BACKUP_RECOVERY_POINT_ENCRYPTED",
    "CLOUDTRAIL_ENABLED",
    "DYNAMODB_PITR_ENABLED",
    "EC2_EBS_ENCRYPTION_BY_DEFAULT",
    "EKS_ENDPOINT_NO_PUBLIC_ACCESS",
    "ELB_DELETION_PROTECTION_ENABLED",
    "ENCRYPTED_VOLUMES",
    "GUARDDUTY_ENABLED_CENTRALIZED",
    "RDS_INSTANCE_DELETION_PROTECTION_ENABLED",
    "RDS_MULTI_AZ_SUPPORT",
    "RDS_STORAGE_ENCRYPTED",
    "S3_BUCKET_PUBLIC_READ_PROHIBITED",
    "S3_BUCKET_SSL_REQUESTS_ONLY",
    "S3_BUCKET_VERSIONING_ENABLED",
    "SECRETSMANAGER_ROTATION_ENABLED_CHECK",
    "VPC_FLOW_LOGS_ENABLED",
  ]

  conformance_pack = yamlencode({
    Resources = {
      for rule in local.rules : replace(title(lower(replace(rule, "_", " "))), " ", "") => {
        Type = "AWS::Config::ConfigRule"
        Properties = {
          ConfigRuleName = lower(replace(rule, "_", "-"))
          Source         = { Owner = "AWS", SourceIdentifier = rule }
        }
      }
    }
  })
}

# Config

resource "aws_iam_role" "config" {
  name = substr("${var.context.name}-config", 0, 64)
  tags = merge(var.context.tags, { Name = "${var.context.name}-config" })

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "config.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      }
    ]
  })
}

resource "aws_iam_role_policy_attachment" "config" {
  role       = aws_iam_role.config.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWS_ConfigRole"
}

resource "aws_iam_role_policy" "config" {
  name = "deliver"
  role = aws_iam_role.config.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "arn:${local.partition}:s3:::${var.log_bucket}/config/*"
      },
      {
        Effect   = "Allow"
        Action   = "s3:GetBucketAcl"
        Resource = "arn:${local.partition}:s3:::${var.log_bucket}"
      }
    ]
  })
}

resource "aws_config_configuration_recorder" "this" {
  name     = var.context.name
  role_arn = aws_iam_role.config.arn

  recording_group {
    all_supported                 = true
    include_global_resource_types = var.home
  }
}

resource "aws_config_delivery_channel" "this" {
  name           = var.context.name
  s3_bucket_name = var.log_bucket
  s3_key_prefix  = "config"

  snapshot_delivery_properties {
    delivery_frequency = "TwentyFour_Hours"
  }

  depends_on = [aws_config_configuration_recorder.this]
}

resource "aws_config_configuration_recorder_status" "this" {
  name       = aws_config_configuration_recorder.this.name
  is_enabled = true

  depends_on = [aws_config_delivery_channel.this]
}

resource "aws_config_conformance_pack" "this" {
  name          = var.context.name
  template_body = local.conformance_pack

  depends_on = [aws_config_configuration_recorder_status.this]
}

# Security Hub

resource "aws_securityhub_account" "this" {
  enable_default_standards  = false
  auto_enable_controls      = true
  control_finding_generator = "SECURITY_CONTROL"
}

resource "aws_securityhub_standards_subscription" "this" {
  for_each = toset([
    "aws-foundational-security-best-practices/v/1.0.0",
    "cis-aws-foundations-benchmark/v/3.0.0",
    "pci-dss/v/4.0.1",
  ])

  standards_arn = "arn:${local.partition}:securityhub:${var.context.region}::standards/${each.key}"

  depends_on = [aws_securityhub_account.this, aws_config_configuration_recorder_status.this]
}

# GuardDuty

resource "aws_guardduty_detector" "this" {
  enable                       = true
  finding_publishing_frequency = "FIFTEEN_MINUTES"
  tags                         = merge(var.context.tags, { Name = var.context.name })
}

resource "aws_guardduty_detector_feature" "this" {
  for_each = toset([
    "EBS_MALWARE_PROTECTION",
    "EKS_AUDIT_LOGS",
    "RDS_LOGIN_EVENTS",
    "S3_DATA_EVENTS",
  ])

  detector_id = aws_guardduty_detector.this.id
  name        = each.key
  status      = "ENABLED"
}

resource "aws_guardduty_detector_feature" "runtime" {
  detector_id = aws_guardduty_detector.this.id
  name        = "RUNTIME_MONITORING"
  status      = "ENABLED"

  additional_configuration {
    name   = "EKS_ADDON_MANAGEMENT"
    status = "ENABLED"
  }
}

# Macie, Access Analyzer

resource "aws_macie2_account" "this" {
  status                       = "ENABLED"
  finding_publishing_frequency = "FIFTEEN_MINUTES"
}

resource "aws_accessanalyzer_analyzer" "this" {
  analyzer_name = var.context.name
  type          = "ACCOUNT"
  tags          = merge(var.context.tags, { Name = var.context.name })
}

# CloudTrail: the home region's trail covers all regions; the other one keeps its own record where it is readable alone.

resource "aws_cloudtrail" "this" {
  name                          = var.context.name
  s3_bucket_name                = var.log_bucket
  s3_key_prefix                 = "trail"
  enable_log_file_validation    = true
  is_multi_region_trail         = var.home
  include_global_service_events = var.home
  kms_key_id                    = var.trail_kms_key_arn
  tags                          = merge(var.context.tags, { Name = var.context.name })

  insight_selector {
    insight_type = "ApiErrorRateInsight"
  }
}

# Disks are encrypted under the owned key, whoever makes them.

resource "aws_ebs_encryption_by_default" "this" {
  enabled = true
}

resource "aws_ebs_default_kms_key" "this" {
  key_arn = var.kms_key_arn
}
