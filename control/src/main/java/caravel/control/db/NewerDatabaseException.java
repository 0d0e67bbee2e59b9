package caravel.control.db;

/// A newer version of this program wrote the database, so this version cannot open it. Trying again
/// does not help. The message is for the operator.
public final class NewerDatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NewerDatabaseException(Object database) {
    super(
        "the database "
            + database
            + " was written by a newer version of this program. `caravel upgrade --check` says"
            + " how to go back");
  }
}
