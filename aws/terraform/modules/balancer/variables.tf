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
  description = "Name of the balancer."
  type        = string

  validation {
    condition     = length(var.name) <= 32
    error_message = "A balancer's name has at most 32 characters."
  }
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "Public subnets, one a zone."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) == 3
    error_message = "Give three zones: with two, losing one loses half."
  }
}

variable "security_group_id" {
  description = "Who may reach it, and whom it may reach."
  type        = string
}

variable "certificate_arn" {
  description = "Certificate in this region."
  type        = string
}

variable "services" {
  description = "What it sends requests to: name of the target group, port of the pods, and their health path."
  type = map(object({
    target_group = string
    port         = number
    health       = string
  }))
}

variable "routes" {
  description = "Which requests go to which service; a lower priority is asked first."
  type = map(object({
    service  = string
    priority = number
    paths    = list(string)
    host     = optional(string)
  }))
}

variable "health" {
  description = "Path of the region's health, and the service that answers for it; null for none."
  type = object({
    path    = string
    service = string
  })
  default = null
}

variable "log_bucket" {
  description = "Bucket that gets the access log."
  type        = string
}

variable "deletion_protection" {
  description = "Whether it is protected from deletion."
  type        = bool
  default     = true
}
