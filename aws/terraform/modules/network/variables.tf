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

variable "cidr" {
  description = "Addresses of the network, a /16 that no other region or environment has."
  type        = string

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && endswith(var.cidr, "/16")
    error_message = "Give a /16, such as 10.32.0.0/16."
  }
}

variable "peer_cidr" {
  description = "Addresses of the other region's network; null when there is none."
  type        = string
  default     = null
}

variable "database_ports" {
  description = "Ports on which the database tier is reached from the private tier."
  type        = list(number)
  default     = [5432, 6379]
}

variable "private_zone" {
  description = "Name of the private hosted zone for databases and caches."
  type        = string
}

variable "log_bucket_arn" {
  description = "ARN of the bucket that gets the flow logs."
  type        = string
}

variable "internal_zone" {
  description = "Private zone of the name under which services answer callers inside the network."
  type        = string
}
