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

variable "subnet_id" {
  description = "Private subnet of the replication servers."
  type        = string
}

variable "source_cidrs" {
  description = "Addresses of the replicated servers."
  type        = list(string)
}

variable "kms_key_arn" {
  description = "Key for the copies."
  type        = string
}
