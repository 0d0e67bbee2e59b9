package caravel.nostr.nwc;

import caravel.nostr.Hex;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The permission to use a wallet: its key, its relays, and the secret of this connection. Never
/// prints the secret.
public final class WalletConnection {
  /// Longest accepted address, in characters.
  public static final int URL_CHARACTERS_MAX = 4_096;

  /// Most relays one connection may name.
  public static final int RELAYS_MAX = 8;

  private static final String SCHEME = "nostr+walletconnect";

  /// The scheme that the first wallets wrote.
  private static final String OLD_SCHEME = "nostrwalletconnect";

  private final PublicKey wallet;
  private final List<String> relays;
  private final SecretKey secret;
  private final String lightningAddress;

  /// @param relays each `ws://` or `wss://` with a host, one to [#RELAYS_MAX]
  /// @param lightningAddress of the owner, `""` = none
  /// @throws IllegalArgumentException when the key or the relays are invalid
  public WalletConnection(
      PublicKey wallet, List<String> relays, SecretKey secret, String lightningAddress) {
    if (!wallet.isOnCurve()) {
      throw new IllegalArgumentException("the wallet's public key is not on the curve");
    }
    if (relays.isEmpty() || relays.size() > RELAYS_MAX) {
      throw new IllegalArgumentException("a wallet connection names 1 to 8 relays");
    }
    relays.forEach(WalletConnection::requireRelay);
    this.wallet = wallet;
    this.relays = List.copyOf(relays);
    this.secret = secret;
    this.lightningAddress = lightningAddress;
  }

  /// Parses `nostr+walletconnect://…`, also the old scheme without the plus, with or without the
  /// slashes. Ignores unknown parameters.
  ///
  /// @throws MalformedException when it is not a connection; the message never repeats the input
  public static WalletConnection parse(String url) {
    if (url.length() > URL_CHARACTERS_MAX) {
      throw new MalformedException("a wallet connection has at most 4096 characters");
    }
    var text = url.strip();
    int colon = text.indexOf(':');
    var scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals(SCHEME) && !scheme.equals(OLD_SCHEME)) {
      throw new MalformedException("a wallet connection begins with nostr+walletconnect://");
    }
    var rest = text.substring(colon + 1);
    rest = rest.startsWith("//") ? rest.substring(2) : rest;
    int question = rest.indexOf('?');
    if (question < 0) {
      throw new MalformedException("the wallet connection has no relay and no secret");
    }
    var wallet = rest.substring(0, question);
    var query = Query.parse(rest.substring(question + 1));
    try {
      return new WalletConnection(
          wallet(wallet), query.relays, query.secretKey(), query.lightningAddress);
    } catch (IllegalArgumentException refused) {
      throw new MalformedException(refused.getMessage(), refused);
    }
  }

  public PublicKey wallet() {
    return wallet;
  }

  public List<String> relays() {
    return relays;
  }

  /// The key that signs and encrypts messages to the wallet.
  public SecretKey secret() {
    return secret;
  }

  /// The public half of [#secret()].
  public PublicKey client() {
    return secret.publicKey();
  }

  /// The Lightning address of the wallet's owner, `""` = none.
  public String lightningAddress() {
    return lightningAddress;
  }

  /// The connection as an address that contains its secret. Only for encrypted storage and for its
  /// owner.
  public String reveal() {
    var out = new StringBuilder(SCHEME).append("://").append(wallet.hex());
    char separator = '?';
    for (var relay : relays) {
      out.append(separator).append("relay=").append(encode(relay));
      separator = '&';
    }
    out.append("&secret=").append(secret.revealHex());
    if (!lightningAddress.isEmpty()) {
      out.append("&lud16=").append(encode(lightningAddress));
    }
    return out.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WalletConnection connection
        && wallet.equals(connection.wallet)
        && relays.equals(connection.relays)
        && secret.equals(connection.secret)
        && lightningAddress.equals(connection.lightningAddress);
  }

  @Override
  public int hashCode() {
    return Objects.hash(wallet, relays, secret);
  }

  @Override
  public String toString() {
    return "WalletConnection(to " + wallet + ")";
  }

  private static PublicKey wallet(String hex) {
    var path = hex.endsWith("/") ? hex.substring(0, hex.length() - 1) : hex;
    var lower = path.toLowerCase(Locale.ROOT);
    if (!Hex.isLowerCase(lower, 64)) {
      throw new MalformedException(
          "the wallet connection names no wallet: 64 hex digits are needed");
    }
    return new PublicKey(lower);
  }

  private static void requireRelay(String relay) {
    try {
      var uri = new URI(relay);
      var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if ((scheme.equals("wss") || scheme.equals("ws"))
          && uri.getHost() != null
          && uri.getUserInfo() == null) {
        return;
      }
    } catch (URISyntaxException refused) {
      // The error below does not repeat the text, which contains a secret.
    }
    throw new IllegalArgumentException("a relay of the wallet connection is no wss:// address");
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /// The query parameters.
  private static final class Query {
    private final List<String> relays = new ArrayList<>();
    private @Nullable String secret;
    private String lightningAddress = "";

    static Query parse(String text) {
      var query = new Query();
      for (var pair : text.split("&")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          query.take(pair.substring(0, equals), decode(pair.substring(equals + 1)));
        }
      }
      return query;
    }

    private void take(String name, String value) {
      switch (name) {
        case "relay" -> {
          if (!relays.contains(value)) {
            relays.add(value);
          }
        }
        case "secret" -> {
          if (secret != null) {
            throw new MalformedException("the wallet connection has two secrets");
          }
          secret = value;
        }
        case "lud16" -> lightningAddress = value;
        default -> {
          // A parameter of a later version.
        }
      }
    }

    SecretKey secretKey() {
      if (secret == null) {
        throw new MalformedException("the wallet connection has no secret");
      }
      try {
        return new SecretKey(Hex.decode(secret));
      } catch (IllegalArgumentException refused) {
        throw new MalformedException(
            "the secret of the wallet connection is no key: 64 hex digits are needed");
      }
    }

    private static String decode(String value) {
      try {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException refused) {
        throw new MalformedException("the wallet connection has a broken percent sign");
      }
    }
  }
}
