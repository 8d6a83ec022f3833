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

variable "transit_gateway_id" {
  description = "The region's hub."
  type        = string
}

variable "allowed_prefixes" {
  description = "Addresses that are announced to partners."
  type        = list(string)
}

variable "asn" {
  description = "Private AS number of AWS's side; not the transit gateway's."
  type        = number
  default     = 65000
}

variable "circuits" {
  description = "Circuits by name: connection, VLAN and the partner's AS number; none until they are ordered."
  type = map(object({
    connection_id = string
    vlan          = number
    bgp_asn       = number
  }))
  default = {}

  validation {
    condition     = length(var.circuits) != 1
    error_message = "Give two circuits at two locations, or none: one is a single point of failure."
  }
}
