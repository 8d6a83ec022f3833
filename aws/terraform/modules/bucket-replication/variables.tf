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

variable "role_name" {
  description = "Name of the IAM role that S3 copies as."
  type        = string
}

variable "primary" {
  description = "The primary region's bucket: region, name and key."
  type = object({
    region      = string
    bucket      = string
    kms_key_arn = string
  })
}

variable "standby" {
  description = "The standby region's bucket: region, name and key."
  type = object({
    region      = string
    bucket      = string
    kms_key_arn = string
  })
}

variable "both_ways" {
  description = "Whether objects are also copied back."
  type        = bool
  default     = true
}

variable "prefix" {
  description = "Start of the names of the objects that are copied; empty for all."
  type        = string
  default     = ""
}
