mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
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
    condition     = !anytrue([for it in jsondecode(aws_iam_role_policy.this.policy).Statement : it.Sid == "ScalesPods"])
    error_message = "No clusters, no permission."
  }
}
