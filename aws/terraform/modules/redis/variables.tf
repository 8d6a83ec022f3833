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

variable "identifier" {
  description = "Identifier of the replication group."
  type        = string

  validation {
    condition     = length(var.identifier) <= 40
    error_message = "A replication group's identifier has at most 40 characters."
  }
}

variable "engine_version" {
  description = "Version of Redis."
  type        = string
  default     = "7.1"
}

variable "node_type" {
  description = "Type of the nodes."
  type        = string
}

variable "members" {
  description = "Nodes: the primary and its replicas."
  type        = number
  default     = 3
}

variable "subnet_ids" {
  description = "Database subnets, one a zone."
  type        = list(string)
}

variable "security_group_id" {
  description = "Who may reach it."
  type        = string
}

variable "private_zone_id" {
  description = "The private hosted zone in which its name is."
  type        = string
}

variable "host" {
  description = "Its name."
  type        = string
}

variable "secret_name" {
  description = "Name of the secret that services sign in with."
  type        = string
}

variable "password" {
  description = "Password at first, in no state; a new one is taken when password_version is raised."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "password_version" {
  description = "Raise it to make a new password."
  type        = number
  default     = 1
}

variable "snapshot_days" {
  description = "Days for which daily snapshots are kept."
  type        = number
  default     = 7
}

variable "kms_key_arn" {
  description = "Key for data at rest."
  type        = string
}

variable "secrets_kms_key_arn" {
  description = "Key for the secret."
  type        = string
}

variable "logs_kms_key_arn" {
  description = "Key for its logs."
  type        = string
}
