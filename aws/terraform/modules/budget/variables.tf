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

variable "monthly_dollars" {
  description = "Budget a month."
  type        = number

  validation {
    condition     = var.monthly_dollars > 0
    error_message = "Give more than nothing."
  }
}

variable "owner" {
  description = "E-mail address that hears of it; null for nobody."
  type        = string
  default     = null
}
