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
  description = "Name of the role as which experiments run."
  type        = string
}

variable "stop_alarm" {
  description = "Name of the alarm of this region that stops every experiment."
  type        = string
}

variable "cluster_name" {
  description = "Name of the cluster."
  type        = string
}

variable "namespace" {
  description = "Namespace of the services."
  type        = string
}

variable "services" {
  description = "Services whose pods are killed."
  type        = list(string)
}

variable "kubernetes_account" {
  description = "Service account as which pods are killed."
  type        = string
  default     = "fis-experiment"
}

variable "zones" {
  description = "Zones that are lost in turn."
  type        = list(string)
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "database_arns" {
  description = "ARNs of the databases that are written to here, by name."
  type        = map(string)
  default     = {}
}

variable "aurora" {
  description = "Whether they are Aurora clusters."
  type        = bool
  default     = false
}

variable "bucket_arns" {
  description = "ARNs of the buckets that are replicated from here."
  type        = list(string)
  default     = []
}

variable "table_arns" {
  description = "ARNs of the global tables."
  type        = list(string)
  default     = []
}

variable "peer_region" {
  description = "The other region; null when there is none."
  type        = string
  default     = null
}

variable "logs_kms_key_arn" {
  description = "Key for the experiments' logs."
  type        = string
}
