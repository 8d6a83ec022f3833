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

variable "domain" {
  description = "Name of the fixed addresses."
  type        = string
}

variable "zone_id" {
  description = "Hosted zone of the domain."
  type        = string
}

variable "log_bucket" {
  description = "Bucket that gets the flow logs."
  type        = string
}
