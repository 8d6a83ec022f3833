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

variable "name" {
  description = "Name of the table, the same in both regions."
  type        = string
}

variable "primary_region" {
  description = "Region of the table."
  type        = string
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
  description = "Key for data at rest in this region."
  type        = string
}
