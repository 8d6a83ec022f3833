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
  description = "Identifier of the server."
  type        = string
}

variable "database_name" {
  description = "Name of the database inside the server."
  type        = string
}

variable "username" {
  description = "Owner of the database, as whom services sign in."
  type        = string
  default     = "application"
}

variable "engine_version" {
  description = "Major version of PostgreSQL."
  type        = string
  default     = "18"
}

variable "instance_class" {
  description = "Class of the server; the same in both regions, so that the replica carries the load."
  type        = string
}

variable "storage_gib" {
  description = "Storage at the start; it grows to four times that."
  type        = number
  default     = 100
}

variable "source_arn" {
  description = "ARN of the server in the other region that this one is a replica of; null when this one is written to."
  type        = string
  default     = null
}

variable "multi_az" {
  description = "Whether a commit waits for a second zone."
  type        = bool
  default     = true
}

variable "readers" {
  description = "Read replicas in this region."
  type        = number
  default     = 1
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
  description = "The private hosted zone in which its names are."
  type        = string
}

variable "host" {
  description = "Name of the writer."
  type        = string
}

variable "read_host" {
  description = "Name of the readers."
  type        = string
}

variable "secret_name" {
  description = "Name of the secret that services sign in with."
  type        = string
}

variable "password" {
  description = "Password at first, in no state; null for what takes it from the other region."
  type        = string
  ephemeral   = true
  sensitive   = true
  default     = null
}

variable "password_version" {
  description = "Raise it to make a new password."
  type        = number
  default     = 1
}

variable "rotate" {
  description = "Rotates the password every 30 days; known before the function is made."
  type        = bool
  default     = false
}

variable "rotation_lambda_arn" {
  description = "Function that rotates the password; needed to rotate."
  type        = string
  default     = null
}

variable "standby_region" {
  description = "Region that gets a copy of the secret; null for none."
  type        = string
  default     = null
}

variable "standby_secrets_key" {
  description = "Key of that copy."
  type        = string
  default     = null
}

variable "backup_days" {
  description = "Days back to which it can be restored, to the second."
  type        = number
  default     = 14
}

variable "backup_plan" {
  description = "Name of the backup plan that picks it up by its tag."
  type        = string
  default     = "daily"
}

variable "deletion_protection" {
  description = "Whether it is protected from deletion."
  type        = bool
  default     = true
}

variable "kms_key_arn" {
  description = "Key for storage and insights."
  type        = string
}

variable "secrets_kms_key_arn" {
  description = "Key for the secret."
  type        = string
}
