resource "aws_shield_subscription" "this" {
  auto_renew   = "ENABLED"
  skip_destroy = true
}

resource "aws_shield_protection" "this" {
  for_each = var.protected

  name         = "${var.context.name}-${each.key}"
  resource_arn = each.value
  tags         = merge(var.context.tags, { Name = "${var.context.name}-${each.key}" })

  depends_on = [aws_shield_subscription.this]
}
