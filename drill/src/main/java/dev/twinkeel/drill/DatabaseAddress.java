package dev.twinkeel.drill;

/// How to reach a database by JDBC.
///
/// @param url `jdbc:postgresql://host:port/name`, with no credentials in it
public record DatabaseAddress(String name, String url, String user, String password) {
    /// Without the password, which no report or log may show.
    @Override
    public String toString() {
        return name + " at " + url + " as " + user;
    }
}
