/// Proves the rendered Terraform without an account: the real Terraform plans and applies it
/// against a stand-in of the provider, which keeps an account in memory.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.aws.proof;
