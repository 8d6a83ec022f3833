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

variable "repositories" {
  description = "Names of the repositories."
  type        = list(string)
}

variable "standby_region" {
  description = "Region that gets copies."
  type        = string
}

variable "pull_account_ids" {
  description = "Other accounts that pull images: those of the environments."
  type        = list(string)
  default     = []
}
