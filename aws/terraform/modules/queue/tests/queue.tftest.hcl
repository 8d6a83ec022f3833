mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  name              = "shop-prod-fulfilment"
  dead_letter_name  = "shop-prod-fulfilment-dead"
  dead_letter_after = 5
  kms_key_arn       = "arn:aws:kms:ap-south-1:111122223333:key/1"
}

run "what_is_set_aside_is_kept_longest" {
  command = plan

  assert {
    condition     = aws_sqs_queue.dead.message_retention_seconds > aws_sqs_queue.this.message_retention_seconds
    error_message = "Somebody must have time to look at it."
  }
}
