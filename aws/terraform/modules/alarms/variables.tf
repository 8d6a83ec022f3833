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

variable "owner" {
  description = "E-mail address that hears of alarms; null for nobody."
  type        = string
  default     = null
}

variable "alarms" {
  description = "What to watch, by a short name."
  type = map(object({
    description = string
    namespace   = string
    metric      = string
    dimensions  = map(string)
    statistic   = string
    comparison  = optional(string, "GreaterThanThreshold")
    threshold   = number
    period      = optional(number, 60)
    periods     = optional(number, 3)
    missing     = optional(string, "missing")
  }))
}

variable "balancer" {
  description = "The public balancer as metrics name it; null when nothing is reached from outside."
  type        = string
  default     = null
}

variable "error_percent" {
  description = "Part of requests that may fail before the region is said not to serve."
  type        = number
  default     = 5
}

variable "kms_key_arn" {
  description = "Key of the topic."
  type        = string
}
