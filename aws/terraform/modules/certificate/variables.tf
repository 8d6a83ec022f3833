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
  description = "The domain; its direct subdomains are covered too."
  type        = string
}

variable "region" {
  description = "Region of the certificate; null for the provider's. CloudFront takes us-east-1 only."
  type        = string
  default     = null
}

variable "zone_id" {
  description = "Hosted zone of the domain."
  type        = string
}

variable "make_records" {
  description = "Whether to make the validation records, or rely on another caller's."
  type        = bool
  default     = false
}
