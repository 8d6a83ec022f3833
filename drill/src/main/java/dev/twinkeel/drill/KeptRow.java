package dev.twinkeel.drill;

/// A row that was committed, never reached the database that lives on, and was kept aside.
///
/// @param member whose former life has it
/// @param row all its values as JSON
/// @param there whether the database has the row with this primary key: `absent`, `different`,
///   `same` or `unknown`
public record KeptRow(String member, String database, String table, String row, String there) {}
