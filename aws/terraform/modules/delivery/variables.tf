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
  description = "Name of the role."
  type        = string
}

variable "repository" {
  description = "The GitHub repository, owner/name, whose pipeline may push."
  type        = string

  validation {
    condition     = length(split("/", var.repository)) == 2
    error_message = "Give owner/name."
  }
}

variable "branch" {
  description = "The branch whose pipeline may push."
  type        = string
  default     = "main"
}

variable "repository_arns" {
  description = "ARNs of the image repositories."
  type        = list(string)
}
