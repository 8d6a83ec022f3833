/// What a reviewer would find: rules, worst-case times, cost, runbook.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.aws.readiness;
