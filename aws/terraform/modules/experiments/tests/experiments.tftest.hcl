mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  role_name        = "shop-prod-ap-south-1-experiments"
  stop_alarm       = "shop-prod-ap-south-1-serving"
  cluster_name     = "shop-prod-ap-south-1"
  namespace        = "shop"
  services         = ["orders"]
  zones            = ["ap-south-1a", "ap-south-1b", "ap-south-1c"]
  vpc_id           = "vpc-1"
  peer_region      = "ap-southeast-1"
  logs_kms_key_arn = "arn:aws:kms:ap-south-1:111122223333:key/3"
}

run "an_experiment_that_breaks_nothing_fails" {
  command = plan

  assert {
    condition     = aws_fis_experiment_template.pods.experiment_options[0].empty_target_resolution_mode == "fail"
    error_message = "A drill that broke nothing proves nothing."
  }

  assert {
    condition     = alltrue([for it in aws_fis_experiment_template.zone : it.experiment_options[0].empty_target_resolution_mode == "fail"])
    error_message = "A drill that broke nothing proves nothing."
  }
}

run "every_experiment_can_be_stopped" {
  command = plan

  assert {
    condition     = alltrue([for it in aws_fis_experiment_template.zone : alltrue([for stop in it.stop_condition : stop.source == "aws:cloudwatch:alarm"])])
    error_message = "An alarm stops it."
  }
}
