package caravel.nostr.bolt11;

/// The Bitcoin network of an invoice.
public enum Network {
  MAINNET("lnbc"),
  TESTNET("lntb"),
  SIGNET("lntbs"),
  /// A private test network whose coins are worth nothing.
  REGTEST("lnbcrt");

  private final String prefix;

  Network(String prefix) {
    this.prefix = prefix;
  }

  /// The start of every invoice of this network, in lower case.
  public String prefix() {
    return prefix;
  }
}
