package caravel.nostr;

/// The classes of event kinds (NIP-01). As in zooid, kinds from 40000 on are replaceable like 10000
/// to 19999.
public final class Kinds {
  /// Data of an application, addressable (NIP-78).
  public static final int APPLICATION_DATA = 30_078;

  public static final int PROFILE = 0;
  public static final int DELETION = 5;

  /// A rumor encrypted and signed by its author (NIP-59).
  public static final int SEAL = 13;

  /// An unsigned private message, always inside a gift wrap (NIP-17).
  public static final int DIRECT_MESSAGE = 14;

  /// The outer event of a private message, which relays see (NIP-59).
  public static final int GIFT_WRAP = 1_059;

  /// The relays that an author writes to and reads from (NIP-65).
  public static final int RELAY_LIST = 10_002;

  /// The relays for private messages to an author (NIP-17).
  public static final int DIRECT_MESSAGE_RELAYS = 10_050;

  /// The capabilities of a wallet (NIP-47).
  public static final int WALLET_INFO = 13_194;

  public static final int RELAY_AUTH = 22_242;
  public static final int HTTP_AUTH = 27_235;

  private Kinds() {}

  public static boolean isReplaceable(int kind) {
    return kind == 0 || kind == 3 || (kind >= 10_000 && kind < 20_000) || kind >= 40_000;
  }

  public static boolean isEphemeral(int kind) {
    return kind >= 20_000 && kind < 30_000;
  }

  public static boolean isAddressable(int kind) {
    return kind >= 30_000 && kind < 40_000;
  }
}
