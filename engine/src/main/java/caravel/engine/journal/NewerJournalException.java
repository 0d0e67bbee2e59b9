package caravel.engine.journal;

import java.nio.file.Path;

/// A newer version of this program wrote the journal, so this version cannot read it. Trying again
/// does not help. The message is for the operator.
public final class NewerJournalException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NewerJournalException(Path file) {
    super(
        "the journal file "
            + file
            + " was written by a newer version of this program. Start that version again: the"
            + " journal has events that are in no other file");
  }
}
