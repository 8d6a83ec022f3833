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

variable "primary_region" {
  description = "Region in which the keys are made."
  type        = string
}

variable "standby_region" {
  description = "Region that gets replicas of the keys; null for none."
  type        = string
  default     = null
}

variable "disks" {
  description = "Purposes whose keys also encrypt disks of servers."
  type        = list(string)
  default     = ["data"]
}

variable "purposes" {
  description = "For each purpose, the AWS services that may use its key by themselves."
  type        = map(list(string))
}
