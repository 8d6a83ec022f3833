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

variable "vpc_id" {
  description = "The network to attach."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the attachment, one a zone."
  type        = list(string)
}

variable "route_table_ids" {
  description = "Route tables that get a route to the other region."
  type        = list(string)
}

variable "peer_cidr" {
  description = "Addresses of the other region's network; null when there is none."
  type        = string
  default     = null
}

variable "asn" {
  description = "Private AS number of the hub; different in each region."
  type        = number

  validation {
    condition     = var.asn >= 64512 && var.asn <= 65534
    error_message = "Give a private AS number, 64512 to 65534."
  }
}
