data "aws_partition" "current" {}

locals {
  policy = "arn:${data.aws_partition.current.partition}:iam::aws:policy"

  assume_by_pods = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "pods.eks.amazonaws.com" }
        Action    = ["sts:AssumeRole", "sts:TagSession"]
        Condition = {
          StringEquals = {
            "aws:RequestTag/eks-cluster-name"     = var.context.name
            "aws:RequestTag/kubernetes-namespace" = "kube-system"
          }
        }
      }
    ]
  })
}

resource "aws_iam_role" "cluster" {
  name = substr("${var.context.name}-cluster", 0, 64)
  tags = merge(var.context.tags, { Name = "${var.context.name}-cluster" })

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "eks.amazonaws.com" }
        Action    = ["sts:AssumeRole", "sts:TagSession"]
      }
    ]
  })
}

resource "aws_iam_role_policy_attachment" "cluster" {
  for_each = toset(["AmazonEKSClusterPolicy", "AmazonEKSVPCResourceController"])

  role       = aws_iam_role.cluster.name
  policy_arn = "${local.policy}/${each.key}"
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/eks/${var.context.name}/cluster"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_kms_key_arn
  tags              = merge(var.context.tags, { Name = var.context.name })
}

resource "aws_eks_cluster" "this" {
  name                      = var.context.name
  version                   = var.kubernetes_version
  role_arn                  = aws_iam_role.cluster.arn
  enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
  deletion_protection       = var.deletion_protection
  tags                      = merge(var.context.tags, { Name = var.context.name })

  access_config {
    authentication_mode                         = "API"
    bootstrap_cluster_creator_admin_permissions = false
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = var.kms_key_arn
    }
  }

  vpc_config {
    subnet_ids              = var.subnet_ids
    security_group_ids      = [var.security_group_id]
    endpoint_private_access = true
    endpoint_public_access  = false
  }

  upgrade_policy {
    support_type = "STANDARD"
  }

  zonal_shift_config {
    enabled = true
  }

  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy_attachment.cluster]
}

resource "aws_eks_access_entry" "admin" {
  for_each = toset(var.admin_role_arns)

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = each.key
  tags          = var.context.tags
}

resource "aws_eks_access_policy_association" "admin" {
  for_each = toset(var.admin_role_arns)

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = each.key
  policy_arn    = "arn:${data.aws_partition.current.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }

  depends_on = [aws_eks_access_entry.admin]
}

# Nodes, one group a zone, so that a zone's loss and return are seen zone by zone.

resource "aws_iam_role" "node" {
  name = var.node_role_name
  tags = merge(var.context.tags, { Name = var.node_role_name })

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "ec2.amazonaws.com" }
        Action    = "sts:AssumeRole"
      }
    ]
  })
}

resource "aws_iam_role_policy_attachment" "node" {
  for_each = toset([
    "AmazonEKSWorkerNodePolicy",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonSSMManagedInstanceCore",
  ])

  role       = aws_iam_role.node.name
  policy_arn = "${local.policy}/${each.key}"
}

resource "aws_placement_group" "this" {
  for_each = var.placement_groups ? var.zones : {}

  name     = "${var.context.name}-${each.key}"
  strategy = "cluster"
  tags     = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })
}

resource "aws_launch_template" "node" {
  for_each = var.zones

  name                   = "${var.context.name}-${each.key}"
  update_default_version = true
  vpc_security_group_ids = [var.security_group_id, aws_eks_cluster.this.vpc_config[0].cluster_security_group_id]
  tags                   = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  monitoring {
    enabled = true
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type           = "gp3"
      volume_size           = 50
      encrypted             = "true"
      kms_key_id            = var.kms_key_arn
      delete_on_termination = "true"
    }
  }

  dynamic "placement" {
    for_each = var.placement_groups ? [aws_placement_group.this[each.key].name] : []

    content {
      group_name = placement.value
    }
  }

  tag_specifications {
    resource_type = "instance"
    tags          = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })
  }

  tag_specifications {
    resource_type = "volume"
    tags          = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })
  }
}

resource "aws_eks_node_group" "this" {
  for_each = var.zones

  cluster_name    = aws_eks_cluster.this.name
  node_group_name = each.key
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = [each.value]
  capacity_type   = "ON_DEMAND"
  ami_type        = var.graviton ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD"
  instance_types  = var.instance_types
  tags            = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })

  launch_template {
    name    = aws_launch_template.node[each.key].name
    version = aws_launch_template.node[each.key].latest_version
  }

  scaling_config {
    min_size     = var.nodes_per_zone
    desired_size = var.nodes_per_zone
    max_size     = var.nodes_per_zone * 3
  }

  update_config {
    max_unavailable = 1
  }

  node_repair_config {
    enabled = true
  }

  lifecycle {
    ignore_changes = [scaling_config[0].desired_size]
  }

  depends_on = [aws_iam_role_policy_attachment.node, aws_eks_addon.before_nodes]
}

# Add-ons. Nodes are not ready before these two.

resource "aws_iam_role" "addon" {
  for_each = {
    network = "AmazonEKS_CNI_Policy"
    storage = "service-role/AmazonEBSCSIDriverPolicyV2"
  }

  name               = substr("${var.context.name}-${each.key}", 0, 64)
  assume_role_policy = local.assume_by_pods
  tags               = merge(var.context.tags, { Name = "${var.context.name}-${each.key}", policy = each.value })
}

resource "aws_iam_role_policy_attachment" "addon" {
  for_each = aws_iam_role.addon

  role       = each.value.name
  policy_arn = "${local.policy}/${each.value.tags["policy"]}"
}

resource "aws_eks_addon" "before_nodes" {
  for_each = {
    vpc-cni = jsonencode({
      enableNetworkPolicy = "true"
      env                 = { ENABLE_POD_ENI = "true", POD_SECURITY_GROUP_ENFORCING_MODE = "standard" }
    })
    eks-pod-identity-agent = null
    kube-proxy             = null
  }

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  configuration_values        = each.value
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"
  tags                        = merge(var.context.tags, { Name = each.key })

  dynamic "pod_identity_association" {
    for_each = each.key == "vpc-cni" ? [aws_iam_role.addon["network"].arn] : []

    content {
      role_arn        = pod_identity_association.value
      service_account = "aws-node"
    }
  }
}

resource "aws_eks_addon" "after_nodes" {
  for_each = toset(["coredns", "aws-ebs-csi-driver", "metrics-server", "eks-node-monitoring-agent"])

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"
  tags                        = merge(var.context.tags, { Name = each.key })

  dynamic "pod_identity_association" {
    for_each = each.key == "aws-ebs-csi-driver" ? [aws_iam_role.addon["storage"].arn] : []

    content {
      role_arn        = pod_identity_association.value
      service_account = "ebs-csi-controller-sa"
    }
  }

  depends_on = [aws_eks_node_group.this]
}
