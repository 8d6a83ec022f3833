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

variable "name" {
  description = "Name of the policy."
  type        = string
}

variable "zone" {
  description = "Objectives when a process or a zone is lost, as durations such as 30s."
  type = object({
    rto = string
    rpo = string
  })
}

variable "region" {
  description = "Objectives when a region is lost; null when there is only one."
  type = object({
    rto = string
    rpo = string
  })
  default = null
}
