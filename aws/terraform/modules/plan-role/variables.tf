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

variable "cluster_arns" {
  description = "ARNs of both regions' clusters."
  type        = list(string)
}

variable "database_arns" {
  description = "ARNs of the databases in both regions."
  type        = list(string)
}

variable "report_bucket_arn" {
  description = "ARN of the bucket that gets the reports of executions."
  type        = string
}

variable "plan_name" {
  description = "Name of the plan."
  type        = string
}

variable "alarm_arns" {
  description = "ARNs of the alarms that the plan watches."
  type        = list(string)
}

variable "zone_arn" {
  description = "ARN of the hosted zone whose records move."
  type        = string
}

variable "key_arns" {
  description = "ARNs of the keys under which new replicas are encrypted, in both regions."
  type        = list(string)
  default     = []
}
