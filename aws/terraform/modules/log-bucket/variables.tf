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
}

variable "retention_days" {
  description = "Days after which a log expires; PCI DSS 10.5.1 asks for a year."
  type        = number
  default     = 400

  validation {
    condition     = var.retention_days >= 365
    error_message = "Keep logs for at least 365 days."
  }
}
