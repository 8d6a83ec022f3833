output "ids" {
  description = "The templates by drill."
  value       = { for drill, template in aws_fis_experiment_template.this : drill => template.id }
}
