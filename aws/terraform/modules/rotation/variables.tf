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

variable "subnet_ids" {
  description = "Private subnets, one a zone."
  type        = list(string)
}

variable "security_group_id" {
  description = "Its security group: it reaches databases and Secrets Manager."
  type        = string
}

variable "kms_key_arn" {
  description = "Key of the secrets."
  type        = string
}
