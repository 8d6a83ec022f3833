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
  description = "Name of the web ACL."
  type        = string
}

variable "scope" {
  description = "CLOUDFRONT or REGIONAL."
  type        = string

  validation {
    condition     = contains(["CLOUDFRONT", "REGIONAL"], var.scope)
    error_message = "Give CLOUDFRONT or REGIONAL."
  }
}

variable "rate_limit" {
  description = "Most requests of one address in rate_seconds."
  type        = number
  default     = 2000
}

variable "rate_seconds" {
  description = "Over how many seconds the rate is counted: 60, 120, 300 or 600."
  type        = number
  default     = 300

  validation {
    condition     = contains([60, 120, 300, 600], var.rate_seconds)
    error_message = "WAF counts over 60, 120, 300 or 600 seconds."
  }
}

variable "protected" {
  description = "ARNs of balancers to protect, by a short name; none for CLOUDFRONT."
  type        = map(string)
  default     = {}
}

variable "logs_kms_key_arn" {
  description = "Key for its log; null for AWS's own."
  type        = string
  default     = null
}
