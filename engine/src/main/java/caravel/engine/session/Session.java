package caravel.engine.session;

/// One socket of one relay.
///
/// The caller reads a socket's messages in order on one thread; [#onText] may block there (a join
/// waits for its commit), so that answers to what came before are never overtaken by permissions
/// that came later. It never throws.
public final class Session {
  private final LiveRelay relay;
  private final Outbound out;
  private final Address address;

  Session(LiveRelay relay, Outbound out, Address address) {
    this.relay = relay;
    this.out = out;
    this.address = address;
  }

  /// One message; a binary frame is handed over as the text it holds.
  public void onText(String text) {
    out.send("[\"NOTICE\",\"" + relay.config().host() + address.url() + text.length() + "\"]");
  }

  /// The socket has ended, whoever ended it. May come twice.
  public void onClosed() {
    out.close(1000, "");
  }
}
