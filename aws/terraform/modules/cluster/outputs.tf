output "name" {
  description = "Name of the cluster."
  value       = aws_eks_cluster.this.name
}

output "arn" {
  description = "ARN of the cluster."
  value       = aws_eks_cluster.this.arn
}

output "endpoint" {
  description = "Address of the Kubernetes API, inside the network."
  value       = aws_eks_cluster.this.endpoint
}

output "node_role_arn" {
  description = "ARN of the IAM role of the nodes."
  value       = aws_iam_role.node.arn
}

output "security_group_id" {
  description = "The group that EKS made for control plane and nodes."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}
