resource "aws_iam_role" "this" {
  name        = var.role_name
  description = "Pods of ${var.namespace}/${var.service_account} in ${var.cluster_name}"
  tags        = merge(var.context.tags, { Name = var.role_name })

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
  count = var.policy == null ? 0 : 1

  name   = "uses"
  role   = aws_iam_role.this.id
  policy = var.policy
}

resource "aws_eks_pod_identity_association" "this" {
  cluster_name    = var.cluster_name
  namespace       = var.namespace
  service_account = var.service_account
  role_arn        = aws_iam_role.this.arn
  tags            = merge(var.context.tags, { Name = var.role_name })
}
