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

variable "protected" {
  description = "ARNs of what is protected, by a short name."
  type        = map(string)
}
