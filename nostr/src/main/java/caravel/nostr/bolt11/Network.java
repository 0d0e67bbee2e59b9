package caravel.nostr.bolt11;

/// The chain whose coins an invoice asks for.
public enum Network {
  MAINNET("lnbc"),
  TESTNET("lntb"),
  SIGNET("lntbs"),
  /// A chain of one's own; its coins are worth nothing.
  REGTEST("lnbcrt");

  private final String prefix;

  Network(String prefix) {
    this.prefix = prefix;
  }

  /// What every invoice of this network begins with, in lower case.
  public String prefix() {
    return prefix;
  }
}
