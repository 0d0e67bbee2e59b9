package caravel.app.ledger;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Finds the lines of a tenant's ledger that led to one invoice or followed from it.
final class Explained {
  private final String invoice;
  private final Set<String> items = new HashSet<>();
  private final Set<String> relays = new HashSet<>();
  private final Set<String> plans = new HashSet<>();
  private final Set<String> payments = new HashSet<>();
  private final Set<String> refunds = new HashSet<>();

  private Explained(String invoice) {
    this.invoice = invoice;
  }

  static List<ObjectNode> of(String invoice, List<ObjectNode> lines) {
    var explained = new Explained(invoice);
    lines.forEach(explained::itemsMadeWith);
    lines.forEach(explained::whatTheyAreAbout);
    return lines.stream().filter(explained::belongs).toList();
  }

  private void itemsMadeWith(ObjectNode line) {
    if (text(line, "kind").equals("invoice_made") && text(line, "invoice").equals(invoice)) {
      line.path("items").forEach(item -> items.add(item.asString()));
    }
    if (text(line, "kind").equals("item")
        && (text(line, "invoice").equals(invoice) || text(line, "forgiven_on").equals(invoice))) {
      items.add(text(line, "id"));
    }
  }

  private void whatTheyAreAbout(ObjectNode line) {
    if (text(line, "kind").equals("item") && items.contains(text(line, "id"))) {
      relays.add(text(line, "relay"));
      plans.add(text(line, "plan"));
      payments.add(text(line, "payment"));
      refunds.add(text(line, "refund"));
    }
    if (text(line, "kind").equals("refund") && text(line, "invoice").equals(invoice)) {
      refunds.add(text(line, "id"));
    }
  }

  private boolean belongs(ObjectNode line) {
    return switch (text(line, "kind")) {
      case "rails" -> true;
      case "price" -> plans.contains(text(line, "plan"));
      case "activity", "adopted", "standing" -> relays.contains(text(line, "relay"));
      case "item" ->
          items.contains(text(line, "id"))
              || items.contains("credit:" + text(line, "id"))
              || isOf(refunds, line, "refund");
      case "refund", "refund_undone" -> refunds.contains(text(line, "id"));
      case "asked", "found", "payment" ->
          text(line, "invoice").equals(invoice) || payments.contains(text(line, "id"));
      case "invoice_made", "invoice_paid", "invoice_void" -> text(line, "invoice").equals(invoice);
      case "notice" -> text(line, "subject").startsWith(invoice) || isOf(refunds, line, "subject");
      default -> false;
    };
  }

  private static boolean isOf(Set<String> ids, ObjectNode line, String name) {
    return !text(line, name).isEmpty() && ids.contains(text(line, name));
  }

  /// `""` = absent.
  private static String text(ObjectNode line, String name) {
    return line.path(name).asString("");
  }
}
