output "ids" {
  description = "The templates by drill."
  value = merge(
    { pods = aws_fis_experiment_template.pods.id },
    { for zone, template in aws_fis_experiment_template.zone : zone => template.id },
    { for database, template in aws_fis_experiment_template.database : database => template.id },
    { for template in aws_fis_experiment_template.region : "region" => template.id }
  )
}
