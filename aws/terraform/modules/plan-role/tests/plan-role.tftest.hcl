mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  plan_name         = "shop-prod"
  alarm_arns        = ["arn:aws:cloudwatch:ap-south-1:111122223333:alarm:shop-prod-ap-south-1-serving"]
  zone_arn          = "arn:aws:route53:::hostedzone/Z1"
  key_arns          = ["arn:aws:kms:ap-south-1:111122223333:key/1"]
  role_name         = "shop-prod-recovery"
  cluster_arns      = []
  database_arns     = ["arn:aws:rds:ap-south-1:111122223333:db:shop-prod-ap-south-1-orders-db"]
  report_bucket_arn = "arn:aws:s3:::shop-prod-ap-southeast-1-logs"
}

run "it_may_promote_only_the_databases_it_is_given" {
  command = plan

  assert {
    condition     = anytrue([for it in jsondecode(aws_iam_role_policy.this.policy).Statement : it.Sid == "PromotesDatabases"])
    error_message = "Promotion is a permission of its own."
  }

  assert {
    condition     = !anytrue([for it in jsondecode(aws_iam_role_policy.this.policy).Statement : it.Sid == "SeesClusters"])
    error_message = "No clusters, no permission."
  }
}

run "it_sees_its_access_to_the_clusters_it_is_given" {
  command = plan

  variables {
    cluster_arns = ["arn:aws:eks:ap-south-1:111122223333:cluster/shop-prod-ap-south-1"]
  }

  assert {
    condition = alltrue([
      for it in jsondecode(aws_iam_role_policy.this.policy).Statement :
      it.Resource[0] == "arn:aws:eks:ap-south-1:111122223333:access-entry/shop-prod-ap-south-1/*" if it.Sid == "SeesItsAccess"
    ])
    error_message = "ARC asks which policies its access entry has."
  }
}

run "an_aurora_plan_cannot_make_replicas" {
  command = plan

  variables {
    database_arns = ["arn:aws:rds:ap-south-1:111122223333:cluster:shop-prod-ap-south-1-orders-db"]
  }

  assert {
    condition     = !strcontains(aws_iam_role_policy.this.policy, "CreateDBInstanceReadReplica")
    error_message = "Aurora makes its replicas by itself."
  }
}
