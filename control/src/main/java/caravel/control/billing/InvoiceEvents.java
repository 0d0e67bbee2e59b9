package caravel.control.billing;

import caravel.control.activity.ActivityStream;
import caravel.control.db.Tx;
import caravel.control.money.InvoiceId;
import caravel.nostr.PublicKey;
import java.time.InstantSource;

/// Publishes changed invoices on the stream, each as its own `GET` shows it.
final class InvoiceEvents {
  private final ActivityStream stream;
  private final InstantSource clock;
  private final InvoiceListStore store = new InvoiceListStore();

  InvoiceEvents(ActivityStream stream, InstantSource clock) {
    this.stream = stream;
    this.clock = clock;
  }

  void changed(Tx tx, PublicKey tenant, InvoiceId id) {
    stream.publish(
        tx,
        tenant,
        "invoice",
        () -> InvoiceJson.of(store.byId(tx, id).orElseThrow(), clock.instant()));
  }
}
