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
  description = "The network."
  type        = string
}

variable "groups" {
  description = "Description of each group, by its short name."
  type        = map(string)
}

variable "pairs" {
  description = "Which group reaches which, on which port."
  type = map(object({
    from     = string
    to       = string
    port     = number
    last     = optional(number)
    protocol = optional(string, "tcp")
  }))
}

variable "inbound" {
  description = "Which addresses reach which group, on which port, and why."
  type = map(object({
    group = string
    cidr  = string
    port  = number
    why   = string
  }))
  default = {}
}

variable "outbound" {
  description = "Which group reaches which addresses, on which port, and why."
  type = map(object({
    group = string
    cidr  = string
    port  = number
    why   = string
  }))
  default = {}
}

variable "gateways" {
  description = "Which group reaches which service through a gateway endpoint."
  type = map(object({
    group   = string
    service = string
  }))
  default = {}
}
