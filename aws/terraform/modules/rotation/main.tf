resource "aws_serverlessapplicationrepository_cloudformation_stack" "this" {
  name           = "${var.context.name}-rotation"
  application_id = "arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDSPostgreSQLRotationSingleUser"
  capabilities   = ["CAPABILITY_IAM", "CAPABILITY_RESOURCE_POLICY"]
  tags           = merge(var.context.tags, { Name = "${var.context.name}-rotation" })

  parameters = {
    endpoint            = "https://secretsmanager.${var.context.region}.amazonaws.com"
    functionName        = "${var.context.name}-rotation"
    vpcSubnetIds        = join(",", var.subnet_ids)
    vpcSecurityGroupIds = var.security_group_id
    kmsKeyArn           = var.kms_key_arn
    excludeCharacters   = ":/@\"'\\"
  }
}
