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
  description = "Name under which the outside asks for it."
  type        = string
}

variable "zone_id" {
  description = "Hosted zone of the domain."
  type        = string
}

variable "certificate_arn" {
  description = "Certificate in us-east-1."
  type        = string
}

variable "web_acl_arn" {
  description = "Web ACL with scope CLOUDFRONT."
  type        = string
}

variable "service_origin" {
  description = "Name under which the serving region's balancer is reached."
  type        = string
}

variable "service_paths" {
  description = "Path patterns that services answer; used when there is a site."
  type        = list(string)
  default     = []
}

variable "site_buckets" {
  description = "Names of the buckets with the site, the primary region's first; none when there is no site."
  type        = list(string)
  default     = []
}

variable "cache" {
  description = "How long which paths are kept, by a short name."
  type = map(object({
    path    = string
    seconds = number
  }))
  default = {}
}

variable "log_bucket_arn" {
  description = "ARN of the bucket that gets the access log."
  type        = string
}
