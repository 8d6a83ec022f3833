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

variable "primary" {
  description = "The primary region's hub: region, Name tag, and addresses of its network."
  type = object({
    region = string
    name   = string
    cidr   = string
  })
}

variable "standby" {
  description = "The standby region's hub: region, Name tag, and addresses of its network."
  type = object({
    region = string
    name   = string
    cidr   = string
  })
}
