/// What runs in the clusters: chart, policies, dashboards, delivery.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.aws.kubernetes;
