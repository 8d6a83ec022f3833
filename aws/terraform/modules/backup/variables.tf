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

variable "vault" {
  description = "Name of the vault."
  type        = string
}

variable "copy_region" {
  description = "Region that gets copies; null for none."
  type        = string
  default     = null
}

variable "copy_vault" {
  description = "Name of the vault there."
  type        = string
  default     = null
}

variable "retention_days" {
  description = "Days for which backups are kept."
  type        = number
  default     = 35

  validation {
    condition     = var.retention_days >= 7 && var.retention_days <= 400
    error_message = "The vault's lock admits 7 to 400 days."
  }
}

variable "immutable" {
  description = "Whether the lock can no longer be removed after three days."
  type        = bool
  default     = true
}

variable "restore_tests" {
  description = "Kinds of resources whose restore is tested every week, by a short name, such as rds = RDS."
  type        = map(string)
  default     = {}
}

variable "kms_key_arn" {
  description = "Key for backups at rest."
  type        = string
}
