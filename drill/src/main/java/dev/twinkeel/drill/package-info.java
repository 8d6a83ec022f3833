/// Faults under load, measured by clients: scenarios, shoppers, ledger, verdict, report.
@org.jspecify.annotations.NullMarked
package dev.twinkeel.drill;
