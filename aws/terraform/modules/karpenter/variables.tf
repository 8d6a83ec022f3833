variable "context" {
  description = "Where this is: the start of every name, and the tags that everything gets."
  type = object({
    application = string
    environment = string
    region      = string
    name        = string
    tags        = map(string)
  })
}

variable "cluster_name" {
  description = "Name of the cluster."
  type        = string
}

variable "node_role_arn" {
  description = "IAM role of the nodes that it starts."
  type        = string
}

variable "node_access_entry" {
  description = "Whether to admit nodes with that role; not needed when a managed node group uses the same role."
  type        = bool
  default     = false
}

variable "queue_name" {
  description = "Name of the queue of interruptions."
  type        = string
}

variable "namespace" {
  description = "Namespace of its service account."
  type        = string
  default     = "kube-system"
}

variable "service_account" {
  description = "Its service account."
  type        = string
  default     = "karpenter"
}
