/// The infrastructure, as Terraform that people read and change.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.aws.terraform;
