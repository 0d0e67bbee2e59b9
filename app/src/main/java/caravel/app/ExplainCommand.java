package caravel.app;

import caravel.app.ledger.LedgerLines;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `caravel explain`.
@Command(
    name = "explain",
    description = {
      "Prints every fact that an invoice was made from, its lines, and what became of it: one JSON"
          + " object a line, as docs/ledger.md describes.",
      "It only reads, and may run beside the server."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ExplainCommand implements Callable<Integer> {
  private final ProcessContext context;

  @Parameters(paramLabel = "INVOICE", description = "The id of the invoice.")
  private String invoice = "";

  ExplainCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws SQLException {
    var outcome = context.read(Setting.Command.SERVE);
    if (!context.accepts(outcome.faults())) {
      return Main.EXIT_REFUSED;
    }
    var config = outcome.config();
    var database = config.storage().database();
    var opened = database.openToRead();
    if (opened.isEmpty()) {
      context.complain("there is no database at " + database);
      return Main.EXIT_REFUSED;
    }
    try (var connection = opened.get()) {
      var lines = new LedgerLines(connection).of(invoice);
      if (lines.isEmpty()) {
        context.complain("there is no invoice " + invoice);
        return Main.EXIT_REFUSED;
      }
      lines.forEach(line -> context.say(line.toString()));
      return 0;
    }
  }
}
