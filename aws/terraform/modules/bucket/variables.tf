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

variable "bucket" {
  description = "Name of the bucket."
  type        = string

  validation {
    condition     = length(var.bucket) <= 63
    error_message = "A bucket's name has at most 63 characters."
  }
}

variable "kms_key_arn" {
  description = "Key for objects at rest."
  type        = string
}

variable "log_bucket" {
  description = "Bucket that gets the access log."
  type        = string
}

variable "distribution_arns" {
  description = "CloudFront distributions that may read objects, as patterns of ARNs."
  type        = list(string)
  default     = []
}

variable "backup_plan" {
  description = "Name of the backup plan that picks it up by its tag."
  type        = string
  default     = "none"
}
