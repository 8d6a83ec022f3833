data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  ec2       = "arn:${local.partition}:ec2:${var.context.region}"
  profiles  = "arn:${local.partition}:iam::${local.account}:instance-profile/*"
  made      = [for kind in ["fleet", "instance", "launch-template", "network-interface", "volume"] : "${local.ec2}:*:${kind}/*"]

  # What it makes carries the cluster's mark; what has the mark is its own.
  marked = { StringEquals = { "aws:RequestTag/kubernetes.io/cluster/${var.cluster_name}" = "owned" } }
  own    = { StringEquals = { "aws:ResourceTag/kubernetes.io/cluster/${var.cluster_name}" = "owned" } }

  # The longest name of a rule has 64 characters.
  rules = substr(var.context.name, 0, 51)

  events = {
    health       = { source = ["aws.health"], "detail-type" = ["AWS Health Event"] }
    spot         = { source = ["aws.ec2"], "detail-type" = ["EC2 Spot Instance Interruption Warning"] }
    rebalance    = { source = ["aws.ec2"], "detail-type" = ["EC2 Instance Rebalance Recommendation"] }
    state-change = { source = ["aws.ec2"], "detail-type" = ["EC2 Instance State-change Notification"] }
  }
}

resource "aws_sqs_queue" "this" {
  name                      = var.queue_name
  message_retention_seconds = 300
  sqs_managed_sse_enabled   = true
  tags                      = merge(var.context.tags, { Name = var.queue_name })
}

resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "EventsArrive"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.this.arn
        Condition = { ArnEquals = { "aws:SourceArn" = [for rule in aws_cloudwatch_event_rule.this : rule.arn] } }
      },
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.this.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }
    ]
  })
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = local.events

  name          = "${local.rules}-${each.key}"
  description   = "Interruptions for Karpenter: ${each.key}"
  event_pattern = jsonencode(each.value)
  tags          = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })
}

resource "aws_cloudwatch_event_target" "this" {
  for_each = local.events

  rule = aws_cloudwatch_event_rule.this[each.key].name
  arn  = aws_sqs_queue.this.arn
}

resource "aws_iam_role" "this" {
  name = substr("${var.context.name}-karpenter", 0, 64)
  tags = merge(var.context.tags, { Name = "${var.context.name}-karpenter" })

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "pods.eks.amazonaws.com" }
        Action    = ["sts:AssumeRole", "sts:TagSession"]
        Condition = {
          StringEquals = {
            "aws:RequestTag/kubernetes-namespace"       = var.namespace
            "aws:RequestTag/kubernetes-service-account" = var.service_account
          }
        }
      }
    ]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "karpenter"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "LaunchFromWhatIsThere"
        Effect = "Allow"
        Action = ["ec2:RunInstances", "ec2:CreateFleet"]
        Resource = [
          "${local.ec2}::image/*",
          "${local.ec2}::snapshot/*",
          "${local.ec2}:*:capacity-reservation/*",
          "${local.ec2}:*:security-group/*",
          "${local.ec2}:*:subnet/*",
        ]
      },
      {
        Sid       = "LaunchFromItsTemplates"
        Effect    = "Allow"
        Action    = ["ec2:RunInstances", "ec2:CreateFleet"]
        Resource  = "${local.ec2}:*:launch-template/*"
        Condition = local.own
      },
      {
        Sid       = "LaunchWithItsMark"
        Effect    = "Allow"
        Action    = ["ec2:RunInstances", "ec2:CreateFleet", "ec2:CreateLaunchTemplate"]
        Resource  = local.made
        Condition = local.marked
      },
      {
        Sid      = "MarkWhatItMakes"
        Effect   = "Allow"
        Action   = "ec2:CreateTags"
        Resource = local.made
        Condition = {
          StringEquals = {
            "aws:RequestTag/kubernetes.io/cluster/${var.cluster_name}" = "owned"
            "ec2:CreateAction"                                         = ["RunInstances", "CreateFleet", "CreateLaunchTemplate"]
          }
        }
      },
      {
        Sid       = "NameItsOwn"
        Effect    = "Allow"
        Action    = "ec2:CreateTags"
        Resource  = "${local.ec2}:*:instance/*"
        Condition = merge(local.own, { "ForAllValues:StringEquals" = { "aws:TagKeys" = ["Name", "karpenter.sh/nodeclaim", "eks:eks-cluster-name"] } })
      },
      {
        Sid       = "EndItsOwn"
        Effect    = "Allow"
        Action    = ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"]
        Resource  = ["${local.ec2}:*:instance/*", "${local.ec2}:*:launch-template/*"]
        Condition = local.own
      },
      {
        Sid       = "Look"
        Effect    = "Allow"
        Action    = ["ec2:Describe*", "pricing:GetProducts", "ssm:GetParameter"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:RequestedRegion" = [var.context.region, "us-east-1"] } }
      },
      {
        Sid      = "LookAtCluster"
        Effect   = "Allow"
        Action   = "eks:DescribeCluster"
        Resource = "arn:${local.partition}:eks:${var.context.region}:${local.account}:cluster/${var.cluster_name}"
      },
      {
        Sid      = "Interruptions"
        Effect   = "Allow"
        Action   = ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"]
        Resource = aws_sqs_queue.this.arn
      },
      {
        Sid       = "HandTheNodesTheirRole"
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = var.node_role_arn
        Condition = { StringEquals = { "iam:PassedToService" = "ec2.amazonaws.com" } }
      },
      {
        Sid       = "MakeInstanceProfiles"
        Effect    = "Allow"
        Action    = ["iam:CreateInstanceProfile", "iam:TagInstanceProfile"]
        Resource  = local.profiles
        Condition = local.marked
      },
      {
        Sid       = "ChangeItsInstanceProfiles"
        Effect    = "Allow"
        Action    = ["iam:AddRoleToInstanceProfile", "iam:DeleteInstanceProfile", "iam:RemoveRoleFromInstanceProfile"]
        Resource  = local.profiles
        Condition = local.own
      },
      {
        Sid      = "SeeInstanceProfiles"
        Effect   = "Allow"
        Action   = ["iam:GetInstanceProfile", "iam:ListInstanceProfiles"]
        Resource = local.profiles
      }
    ]
  })
}

resource "aws_eks_pod_identity_association" "this" {
  cluster_name    = var.cluster_name
  namespace       = var.namespace
  service_account = var.service_account
  role_arn        = aws_iam_role.this.arn
  tags            = merge(var.context.tags, { Name = "${var.context.name}-karpenter" })
}

resource "aws_eks_access_entry" "node" {
  count = var.node_access_entry ? 1 : 0

  cluster_name  = var.cluster_name
  principal_arn = var.node_role_arn
  type          = "EC2_LINUX"
  tags          = var.context.tags
}
