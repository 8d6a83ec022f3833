mock_provider "aws" {}

variables {
  context = {
    application = "shop"
    environment = "prod"
    region      = "ap-south-1"
    name        = "shop-prod-ap-south-1"
    tags        = { application = "shop" }
  }
  cluster_name    = "shop-prod-ap-south-1"
  namespace       = "kube-system"
  service_account = "aws-load-balancer-controller"
}

run "it_changes_only_what_it_made" {
  command = plan

  assert {
    condition     = alltrue([for it in jsondecode(aws_iam_role_policy.this.policy).Statement : it.Sid != "ChangeItsOwn" || can(it.Condition)])
    error_message = "The public balancer is Terraform's."
  }
}
