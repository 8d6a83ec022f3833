variable "name" {
  type = string
}

variable "visibility" {
  type    = number
  default = 30
}

resource "aws_sqs_queue" "dead" {
  name                      = "${var.name}-dead"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue" "this" {
  name                       = var.name
  visibility_timeout_seconds = var.visibility
  sqs_managed_sse_enabled    = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.url
  policy    = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        %{for sid in ["SendMessage", "ReceiveMessage"]~}
        {"Sid": "${sid}", "Effect": "Deny", "Principal": "*", "Action": "sqs:${sid}", "Resource": "${aws_sqs_queue.this.arn}"},
        %{endfor~}
        {"Sid": "Own", "Effect": "Deny", "Principal": "*", "Action": "sqs:AddPermission", "Resource": "$${not}"}
      ]
    }
  EOT
}

output "arn" {
  value = aws_sqs_queue.this.arn
}
