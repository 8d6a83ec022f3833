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
    condition     = alltrue([for it in aws_fis_experiment_template.this : it.experiment_options[0].empty_target_resolution_mode == "fail"])
    error_message = "A drill that broke nothing proves nothing."
  }
}

run "every_experiment_can_be_stopped" {
  command = plan

  assert {
    condition     = alltrue([for it in aws_fis_experiment_template.this : alltrue([for stop in it.stop_condition : stop.source == "aws:cloudwatch:alarm"])])
    error_message = "An alarm stops it."
  }
}

run "pods_every_zone_and_the_region_have_a_drill" {
  command = plan

  assert {
    condition     = toset(keys(aws_fis_experiment_template.this)) == toset(["pods", "ap-south-1a", "ap-south-1b", "ap-south-1c", "region"])
    error_message = "Each thing that can be lost is lost in a drill."
  }
}

run "every_action_has_its_target" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for drill in aws_fis_experiment_template.this : [
        for action in drill.action : [
          for target in action.target : contains([for it in drill.target : it.name], target.value)
        ]
      ]
    ]))
    error_message = "An action without a target breaks nothing."
  }
}

run "many_services_are_killed_by_several_templates" {
  command = plan

  variables {
    services = [for number in range(50) : format("service-%02d", number)]
  }

  assert {
    condition     = alltrue([for it in aws_fis_experiment_template.this : length(it.action) <= 20])
    error_message = "AWS takes twenty actions a template."
  }

  assert {
    condition     = sum([for name, it in aws_fis_experiment_template.this : startswith(name, "pods") ? length(it.action) : 0]) == 50
    error_message = "No service is spared."
  }
}
