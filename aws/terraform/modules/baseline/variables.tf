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

variable "home" {
  description = "Whether what is global is recorded here; true in one region only."
  type        = bool
}

variable "log_bucket" {
  description = "Bucket that gets trail and configuration history."
  type        = string
}

variable "kms_key_arn" {
  description = "Key for disks."
  type        = string
}

variable "trail_kms_key_arn" {
  description = "Key for the trail."
  type        = string
}
