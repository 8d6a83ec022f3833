package dev.twinkeel.twin.host;

import dev.twinkeel.model.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Under which of two roles pods log in to a database, and with which password: one file, in the
/// form of libpq's service file, replaced in one step. Each role's password is also in a file of
/// its own, for whoever reads only that.
record LoginFile(StateFolder state, Database database) {
    /// Of the second role, beside the owner of the database.
    private static final String OTHER = "_b";

    private static final String USER = "user=";

    String owner() {
        return Configs.databaseName(database);
    }

    /// Made when it is not there.
    Path path() {
        return state.kept(name()).orElseGet(this::begin);
    }

    /// A new database has its owner's role only.
    Path begin() {
        return write(owner(), password(owner()));
    }

    Path write(String role, String password) {
        return state.keep(
                name(),
                "[%s]\n%s%s\npassword=%s\n".formatted(database.name(), USER, role, password));
    }

    /// The role that logs in now.
    String role() {
        try {
            return Files.readAllLines(path()).stream()
                    .filter(it -> it.startsWith(USER))
                    .map(it -> it.substring(USER.length()))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new TwinException(
                                            "read the login of %s: it names no user; delete %s, and it is made again"
                                                    .formatted(
                                                            database.name(),
                                                            state.sealed().resolve(name()))));
        } catch (IOException e) {
            throw new UncheckedIOException("read the login of " + database.name(), e);
        }
    }

    /// The role that does not log in now.
    String other() {
        return role().equals(owner()) ? owner() + OTHER : owner();
    }

    /// Where the password of one role alone is.
    Path passwordFile(String role) {
        return state.secret(passwordName(role));
    }

    void keepPassword(String role, String password) {
        state.keep(passwordName(role), password);
    }

    private String passwordName(String role) {
        return role.equals(owner()) ? database.name() : database.name() + ".b";
    }

    String password(String role) {
        Path file = passwordFile(role);
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("read the password " + file, e);
        }
    }

    String name() {
        return database.name() + ".login";
    }
}
