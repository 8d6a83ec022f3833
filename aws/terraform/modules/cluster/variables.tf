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

variable "kubernetes_version" {
  description = "Version of Kubernetes."
  type        = string
  default     = "1.35"
}

variable "subnet_ids" {
  description = "Private subnets, one a zone."
  type        = list(string)
}

variable "zones" {
  description = "Private subnet of each zone."
  type        = map(string)

  validation {
    condition     = length(var.zones) == 3
    error_message = "Give three zones: with two, losing one loses half."
  }
}

variable "security_group_id" {
  description = "Security group of the nodes."
  type        = string
}

variable "node_role_name" {
  description = "Name of the IAM role of the nodes, also of those that Karpenter starts."
  type        = string
}

variable "instance_types" {
  description = "Instance types of the managed nodes."
  type        = list(string)
}

variable "nodes_per_zone" {
  description = "Managed nodes in each zone."
  type        = number
  default     = 1
}

variable "graviton" {
  description = "Whether nodes are arm64."
  type        = bool
  default     = true
}

variable "placement_groups" {
  description = "Whether each zone's nodes stand close together."
  type        = bool
  default     = false
}

variable "admin_role_arns" {
  description = "IAM roles that administer the cluster."
  type        = list(string)
  default     = []
}

variable "deletion_protection" {
  description = "Whether the cluster is protected from deletion."
  type        = bool
  default     = true
}

variable "kms_key_arn" {
  description = "Key for Kubernetes secrets and volumes."
  type        = string
}

variable "logs_kms_key_arn" {
  description = "Key for the control plane's logs."
  type        = string
}

variable "log_retention_days" {
  description = "Days for which the control plane's logs are kept."
  type        = number
  default     = 400
}
