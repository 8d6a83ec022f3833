resource "aws_resiliencehub_resiliency_policy" "this" {
  name        = var.name
  description = "What ${var.context.application} must survive, in ${var.context.environment}"
  tier        = var.region == null ? "Important" : "MissionCritical"
  tags        = merge(var.context.tags, { Name = var.name })

  policy {
    software {
      rto = var.zone.rto
      rpo = var.zone.rpo
    }

    hardware {
      rto = var.zone.rto
      rpo = var.zone.rpo
    }

    az {
      rto = var.zone.rto
      rpo = var.zone.rpo
    }

    dynamic "region" {
      for_each = var.region == null ? [] : [var.region]

      content {
        rto = region.value.rto
        rpo = region.value.rpo
      }
    }
  }
}
