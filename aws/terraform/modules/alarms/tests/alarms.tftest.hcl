mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  balancer    = "app/shop/1"
  kms_key_arn = "arn:aws:kms:ap-south-1:111122223333:key/3"
  alarms = {
    orders-db-lag = {
      description = "The replica is far behind."
      namespace   = "AWS/RDS"
      metric      = "ReplicaLag"
      dimensions  = { DBInstanceIdentifier = "shop-prod-ap-south-1-orders-db" }
      statistic   = "Maximum"
      threshold   = 60
    }
  }
}

run "each_alarm_is_heard" {
  command = plan

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["orders-db-lag"].alarm_name == "shop-prod-ap-south-1-orders-db-lag"
    error_message = "The recovery plan finds alarms by their names."
  }
}
