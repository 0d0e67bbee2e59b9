package caravel.nostr;

/// The classes of event kinds (NIP-01), with zooid's reading of kinds from 40000 on: they are
/// replaced like 10000 to 19999.
public final class Kinds {
  public static final int PROFILE = 0;
  public static final int DELETION = 5;
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
