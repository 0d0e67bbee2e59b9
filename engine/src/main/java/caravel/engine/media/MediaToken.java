package caravel.engine.media;

import caravel.nostr.Event;
import caravel.nostr.EventJson.UnknownKeys;
import caravel.nostr.MalformedException;
import caravel.nostr.Nip98;
import caravel.nostr.Nip98Token;
import caravel.nostr.PublicKey;
import java.net.URI;
import java.util.Optional;

/// The authorization of a Blossom request: an event of kind 24242 in the `Authorization` header
/// (BUD-01). The messages are zooid's.
///
/// @param event with a valid signature, not expired
public record MediaToken(Event event) {
  /// The kind of an authorization event.
  private static final int KIND = 24_242;

  private static final String SCHEME = "Nostr ";

  /// The header is not a valid authorization.
  public static final class InvalidException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidException(String why) {
      super(why, null, false, false);
    }

    public String reason() {
      return String.valueOf(getMessage());
    }
  }

  /// Reads a header.
  ///
  /// @param now unix seconds
  /// @return empty = there is no authorization
  /// @throws InvalidException when there is one that is not valid
  public static Optional<MediaToken> parse(String header, long now) throws InvalidException {
    if (!header.startsWith(SCHEME)) {
      return Optional.empty();
    }
    if (header.length() > Nip98.HEADER_CHARACTERS_MAX) {
      throw new InvalidException("invalid base64 token");
    }
    String json;
    try {
      json = Nip98.decode(standardBase64(header.substring(SCHEME.length())));
    } catch (IllegalArgumentException _) {
      throw new InvalidException("invalid base64 token");
    }
    Nip98Token token;
    try {
      token = Nip98Token.read(json, UnknownKeys.REFUSED);
    } catch (MalformedException _) {
      throw new InvalidException("broken event");
    }
    var event = signed(token);
    var expiration = event.tagValue("expiration");
    if (expiration.isEmpty()) {
      throw new InvalidException("missing \"expiration\" tag");
    }
    if (seconds(expiration.get()) <= now) {
      throw new InvalidException("event expired");
    }
    return Optional.of(new MediaToken(event));
  }

  /// Takes both alphabets of base64, with padding or without: newer clients send the one for URLs
  /// (BUD-11).
  private static String standardBase64(String text) {
    var standard = text.replace('-', '+').replace('_', '/');
    return standard + "=".repeat(Math.floorMod(-standard.length(), 4));
  }

  private static Event signed(Nip98Token token) throws InvalidException {
    if (token.kind() != KIND) {
      throw new InvalidException("invalid event");
    }
    Event event;
    try {
      event = token.signed();
    } catch (IllegalArgumentException _) {
      throw new InvalidException("invalid signature");
    }
    if (!event.id().hex().equals(token.id())) {
      throw new InvalidException("invalid event");
    }
    return event;
  }

  /// Returns 0, which has passed, for a text that is not a number.
  private static long seconds(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  public PublicKey signer() {
    return event.pubkey();
  }

  /// @param verb `upload`, `get`, `list` or `delete`
  public boolean allows(String verb) {
    return event.tagValue("t").orElse("").equals(verb);
  }

  /// Whether the token is for this file, or for all files of this server, which a client names by
  /// its address or its host name (BUD-11).
  ///
  /// @param path the name of the file, as the request has it
  /// @param server the server's address, `https://…` without a slash at the end
  public boolean isFor(String path, String server) {
    var servers = event.tagValues("server");
    return event.tagValues("x").contains(path)
        || servers.contains(server)
        || servers.contains(String.valueOf(URI.create(server).getHost()));
  }

  /// Whether the token is for certain files only.
  public boolean namesFiles() {
    return event.tagValue("x").isPresent();
  }

  /// Whether the token names other files only. A token without an `x` tag names none.
  public boolean excludes(BlobHash hash) {
    var named = event.tagValues("x");
    return !named.isEmpty() && !named.contains(hash.hex());
  }
}
