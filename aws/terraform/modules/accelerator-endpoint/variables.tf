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

variable "listener_arn" {
  description = "ARN of the accelerator's listener."
  type        = string
}

variable "balancer_arn" {
  description = "ARN of the region's public balancer."
  type        = string
}

variable "dial" {
  description = "Percentage of the nearest users that it takes while nothing is wrong."
  type        = number

  validation {
    condition     = var.dial >= 0 && var.dial <= 100
    error_message = "Give 0 to 100."
  }
}

variable "health_path" {
  description = "Path that answers 200 while the region can serve."
  type        = string
}
