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
  description = "The name that moves."
  type        = string
}

variable "regions" {
  description = "Each region's own name, and whether it serves when nothing is wrong."
  type = map(object({
    domain  = string
    primary = bool
  }))
}

variable "health_check_ids" {
  description = "ARC's health check of each region; none before the plan is there."
  type        = map(string)
  default     = {}
}
