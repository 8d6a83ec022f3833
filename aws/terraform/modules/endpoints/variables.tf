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

variable "gateways" {
  description = "Services with a gateway endpoint, such as s3."
  type        = list(string)
}

variable "interfaces" {
  description = "Services with an interface endpoint, such as sqs."
  type        = list(string)
}

variable "route_table_ids" {
  description = "Route tables that get the routes of gateway endpoints."
  type        = list(string)
}

variable "subnet_ids" {
  description = "Subnets of the interface endpoints, one a zone."
  type        = list(string)
}

variable "security_group_id" {
  description = "Who may reach the interface endpoints."
  type        = string
}
