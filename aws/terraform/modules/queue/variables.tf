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
  description = "Name of the queue."
  type        = string
}

variable "dead_letter_name" {
  description = "Name of the queue for what could not be handled."
  type        = string
}

variable "dead_letter_after" {
  description = "Deliveries after which a message is set aside."
  type        = number

  validation {
    condition     = var.dead_letter_after >= 1 && var.dead_letter_after <= 1000
    error_message = "SQS takes 1 to 1000 deliveries."
  }
}

variable "visibility_seconds" {
  description = "How long a consumer has for a message."
  type        = number
  default     = 60
}

variable "kms_key_arn" {
  description = "Key for messages at rest."
  type        = string
}
