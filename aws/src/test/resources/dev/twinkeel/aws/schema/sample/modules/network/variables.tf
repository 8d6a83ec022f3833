variable "name" {
  description = "Prefix of every name"
  type        = string
}

variable "cidr" {
  description = "Range of the whole network"
  type        = string

  validation {
    condition     = can(cidrhost(var.cidr, 0))
    error_message = "cidr must be a range such as 10.0.0.0/16."
  }
}

variable "zones" {
  description = "Names of the zones"
  type        = list(string)
}

variable "flow_log_bucket" {
  description = "ARN of the bucket that keeps the flow logs"
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of everything"
  type        = map(string)
  default     = {}
}
