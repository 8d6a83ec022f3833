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

variable "log_groups" {
  description = "Name of each service's log group."
  type        = map(string)
}

variable "retention_days" {
  description = "Days for which logs are kept."
  type        = number
  default     = 400
}

variable "trace_rate" {
  description = "Part of requests that are traced, 0 to 1, beyond the first five a second."
  type        = number
  default     = 0.05

  validation {
    condition     = var.trace_rate >= 0 && var.trace_rate <= 1
    error_message = "Give a part from 0 to 1."
  }
}

variable "kms_key_arn" {
  description = "Key for logs and traces."
  type        = string
}
