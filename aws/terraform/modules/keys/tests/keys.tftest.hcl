mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  primary_region = "ap-south-1"
  standby_region = "ap-southeast-1"
  purposes       = { data = [], logs = ["logs.ap-south-1.amazonaws.com"] }
}

run "every_key_is_in_both_regions_and_rotates" {
  command = plan

  assert {
    condition     = alltrue([for key in aws_kms_key.this : key.multi_region && key.enable_key_rotation])
    error_message = "A key of one region cannot open what was encrypted in the other."
  }

  assert {
    condition     = length(aws_kms_replica_key.this) == length(var.purposes)
    error_message = "Each key needs its replica in the standby region."
  }
}

run "one_region_has_no_replicas" {
  command = plan

  variables {
    standby_region = null
  }

  assert {
    condition     = length(aws_kms_replica_key.this) == 0
    error_message = "There is no second region to replicate to."
  }
}
