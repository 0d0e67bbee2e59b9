package caravel.control.hosting;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/// The stored events of the relays of one host, as lines of JSON: one signed event a line.
///
/// Both directions hold little memory and wait for the slower side. A failure of the host is a
/// result; an [IOException] is a failure of the stream that the caller passed.
public interface EventArchive {
  /// Writes all events.
  ///
  /// @param after `created_at` and id of the last event that the caller has, joined by a hyphen;
  ///   `""` = from the beginning
  ExportResult exportEvents(RelaySpec spec, String after, OutputStream out) throws IOException;

  /// Stores the events of these lines. May be repeated: stored events change nothing.
  ImportResult importEvents(RelaySpec spec, InputStream lines) throws IOException;

  /// The result of an export.
  sealed interface ExportResult {
    /// All events were written.
    record Complete() implements ExportResult {}

    /// Nothing was written.
    ///
    /// @param sentence for the relay's owner
    record Refused(String sentence) implements ExportResult {}

    /// The host failed; a part may have been written.
    ///
    /// @param why for the operator
    record Unknown(String why) implements ExportResult {}
  }

  /// The result of an import.
  sealed interface ImportResult {
    /// All lines were read.
    ///
    /// @param imported events that are new
    /// @param known events that were stored before, or are older than the stored version
    /// @param invalid lines that were not imported
    /// @param problems the first of those lines
    record Complete(long imported, long known, long invalid, List<LineProblem> problems)
        implements ImportResult {
      public Complete {
        problems = List.copyOf(problems);
      }

      /// The same result, with a problem that concerns no single line in front.
      Complete with(String problem) {
        var all = new ArrayList<LineProblem>();
        all.add(new LineProblem(0, "", problem));
        all.addAll(problems);
        return new Complete(imported, known, invalid, all);
      }
    }

    /// Nothing was stored.
    ///
    /// @param sentence for the relay's owner
    record Refused(String sentence) implements ImportResult {}

    /// The host failed; a part may be stored.
    ///
    /// @param why for the operator
    record Unknown(String why) implements ImportResult {}
  }

  /// A line that was not imported.
  ///
  /// @param line its number, from 1; 0 = the problem concerns no single line
  /// @param eventId `""` when the line is not an event
  record LineProblem(long line, String eventId, String message) {}
}
