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

variable "zone_id" {
  description = "Hosted zone of the domain."
  type        = string
}

variable "domain" {
  description = "The region's own name."
  type        = string
}

variable "balancer_dns_name" {
  description = "AWS's own name of the region's balancer."
  type        = string
}

variable "balancer_zone_id" {
  description = "Hosted zone of that name."
  type        = string
}

variable "health_path" {
  description = "Path that answers 200 while the region can serve."
  type        = string
}

variable "failures" {
  description = "Checks in a row, ten seconds apart, after which the region is unhealthy."
  type        = number
  default     = 3

  validation {
    condition     = var.failures >= 1 && var.failures <= 10
    error_message = "Route 53 takes 1 to 10."
  }
}
