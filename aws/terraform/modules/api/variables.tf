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
  description = "Name under which the outside asks for the application."
  type        = string
}

variable "provider_names" {
  description = "Who signs users in: COGNITO, or the names of federated providers."
  type        = list(string)
  default     = ["COGNITO"]
}

variable "subnet_ids" {
  description = "Private subnets, one a zone."
  type        = list(string)
}

variable "security_group_id" {
  description = "Security group of the way into the network."
  type        = string
}

variable "listener_arn" {
  description = "ARN of the balancer's HTTPS listener."
  type        = string
}

variable "routes" {
  description = "Routes that need a token, such as ANY /api/orders/{proxy+}."
  type        = list(string)
}

variable "rate_limit" {
  description = "Requests a second, of all users together."
  type        = number
  default     = 1000
}

variable "deletion_protection" {
  description = "Whether the user pool is protected from deletion."
  type        = bool
  default     = true
}

variable "logs_kms_key_arn" {
  description = "Key for the access log."
  type        = string
}
