variable "name" {
  description = "Name of the database"
  type        = string
}

variable "instance_class" {
  description = "Size"
  type        = string
  default     = "db.r8g.large"
}

variable "subnet_ids" {
  description = "Subnets, one a zone"
  type        = list(string)
}

variable "settings" {
  description = "Storage, and what it is restored from"
  type = object({
    storage      = number
    storage_max  = optional(number)
    restore_from = optional(string)
  })
  default = {
    storage = 100
  }
}
