package dev.twinkeel.twin.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether this user lets the twin use DynamoDB Local. It is not open source, so it is not part of
/// Twinkeel: the user's own Maven fetches it, and the user may refuse it. The answer is remembered.
public final class TablesLicence {
    /// Set to `refused`, it refuses for as long as it is set: for scripts.
    public static final String VARIABLE = "TWINKEEL_TABLES";

    /// What is said before anything is fetched.
    public static final String NOTICE =
            "the tables are DynamoDB Local 3.3.1, which your Maven fetches now (first use only); it"
                    + " is not open source: Amazon DynamoDB Local License Agreement,"
                    + " https://aws.amazon.com/dynamodb/dynamodblocallicense/ (among others: only with"
                    + " an AWS account in good standing). To refuse: twinkeel up --without-tables";

    private static final String REFUSED = "refused";
    private static final String ACCEPTED = "accepted";

    private final Path answer;

    /// @param cache where things are kept for every twin of this user
    public TablesLicence(Path cache) {
        this.answer = cache.resolve("tables").resolve("answer");
    }

    public boolean refused() {
        if (REFUSED.equals(System.getenv(VARIABLE))) {
            return true;
        }
        try {
            return Files.exists(answer) && Files.readString(answer).strip().equals(REFUSED);
        } catch (IOException e) {
            throw new UncheckedIOException("read " + answer, e);
        }
    }

    public void remember(boolean refused) {
        try {
            Files.createDirectories(answer.getParent());
            Files.writeString(answer, refused ? REFUSED : ACCEPTED);
        } catch (IOException e) {
            throw new UncheckedIOException("remember the answer in " + answer, e);
        }
    }
}
