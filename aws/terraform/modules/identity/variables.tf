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

variable "role_name" {
  description = "Name of the IAM role."
  type        = string

  validation {
    condition     = length(var.role_name) <= 64
    error_message = "A role's name has at most 64 characters."
  }
}

variable "cluster_name" {
  description = "Name of the cluster."
  type        = string
}

variable "namespace" {
  description = "Namespace of the service account."
  type        = string
}

variable "service_account" {
  description = "The service account."
  type        = string
}

variable "policy" {
  description = "What it may do, as JSON; null for nothing."
  type        = string
  default     = null
}
