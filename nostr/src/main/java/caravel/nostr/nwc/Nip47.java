package caravel.nostr.nwc;

import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.Stamp;
import caravel.nostr.UnsignedEvent;
import java.util.ArrayList;
import java.util.List;

/// The events between a client and a wallet (NIP-47). Each reader checks kind, author, recipient,
/// id and signature before it decrypts.
public final class Nip47 {
  public static final int REQUEST = 23_194;
  public static final int RESPONSE = 23_195;

  /// A notification in NIP-04 encryption.
  public static final int NOTIFICATION_NIP04 = 23_196;

  public static final int NOTIFICATION = 23_197;

  /// How long a wallet may act on a request. Prevents a payment long after the client gave up;
  /// allows for clocks a minute apart.
  public static final long REQUEST_SECONDS = 120;

  private Nip47() {}

  /// The client that a wallet talks to, and their encryption.
  public record Client(PublicKey key, Encryption encryption) {}

  /// A request that the wallet received.
  ///
  /// @param expiresAt unix seconds from which on it must be ignored; [Long#MAX_VALUE] = never
  public record Received(EventId id, Client client, long expiresAt, WalletRequest request) {}

  /// An answer that the client received.
  public record Answered(EventId request, WalletAnswer answer) {}

  /// Creates a client's request, valid for [#REQUEST_SECONDS].
  public static Event request(
      WalletConnection connection, Encryption encryption, WalletRequest request, Stamp stamp) {
    var tags = new ArrayList<List<String>>();
    tags.add(List.of("p", connection.wallet().hex()));
    if (encryption != Encryption.NIP04) {
      tags.add(List.of("encryption", encryption.word()));
    }
    tags.add(List.of("expiration", Long.toString(stamp.now() + REQUEST_SECONDS)));
    var content =
        encryption.encrypt(
            connection.secret(), connection.wallet(), request.write(), stamp.random());
    return sign(connection.secret(), REQUEST, tags, content, stamp);
  }

  /// Reads a [#request] on the wallet's side.
  ///
  /// @throws MalformedException when it is not a request to this wallet, or asks for an unknown
  ///   encryption
  public static Received readRequest(Event event, SecretKey wallet) {
    Wire.require(event.kind() == REQUEST, "the event is no request to a wallet");
    requireFor(event, wallet.publicKey());
    Wire.requireGenuine(event);
    var word = event.tagValue("encryption").orElse(Encryption.NIP04.word());
    var encryption =
        Encryption.named(word)
            .orElseThrow(() -> new MalformedException("an encryption that is not supported"));
    var request = WalletRequest.parse(encryption.decrypt(wallet, event.pubkey(), event.content()));
    return new Received(
        event.id(), new Client(event.pubkey(), encryption), expiresAt(event), request);
  }

  /// Creates the answer to a request, in the request's encryption.
  public static Event response(SecretKey wallet, Received to, WalletAnswer answer, Stamp stamp) {
    var tags = List.of(List.of("p", to.client().key().hex()), List.of("e", to.id().hex()));
    var content = encrypt(wallet, to.client(), answer.write(), stamp);
    return sign(wallet, RESPONSE, tags, content, stamp);
  }

  /// Reads a [#response] on the client's side. An answer without a recipient belongs to the author
  /// of the request it names: some wallets omit the recipient.
  ///
  /// @throws MalformedException when it is not an answer of this wallet to this client
  public static Answered readResponse(Event event, WalletConnection connection) {
    Wire.require(event.kind() == RESPONSE, "the event is no wallet's answer");
    if (event.tagValue("p").isPresent()) {
      requireFor(event, connection.client());
    }
    Wire.requireGenuine(event, connection.wallet());
    var request = event.tagValue("e");
    Wire.require(request.isPresent(), "the wallet's answer does not name the request");
    var text = decrypt(event, connection);
    try {
      return new Answered(new EventId(request.get()), WalletAnswer.parse(text));
    } catch (IllegalArgumentException refused) {
      throw new MalformedException(refused.getMessage(), refused);
    }
  }

  public static Event notification(
      SecretKey wallet, Client client, WalletNotification notification, Stamp stamp) {
    int kind =
        switch (client.encryption()) {
          case NIP44_V2 -> NOTIFICATION;
          case NIP04 -> NOTIFICATION_NIP04;
        };
    var content = encrypt(wallet, client, notification.write(), stamp);
    return sign(wallet, kind, List.of(List.of("p", client.key().hex())), content, stamp);
  }

  /// Reads a notification on the client's side.
  ///
  /// @throws MalformedException when it is not a notification of this wallet to this client
  public static WalletNotification readNotification(Event event, WalletConnection connection) {
    Wire.require(
        event.kind() == NOTIFICATION || event.kind() == NOTIFICATION_NIP04,
        "the event is no wallet's notification");
    requireFor(event, connection.client());
    Wire.requireGenuine(event, connection.wallet());
    return WalletNotification.parse(decrypt(event, connection));
  }

  private static String encrypt(SecretKey wallet, Client client, String text, Stamp stamp) {
    return client.encryption().encrypt(wallet, client.key(), text, stamp.random());
  }

  private static String decrypt(Event event, WalletConnection connection) {
    return Encryption.of(event.content())
        .decrypt(connection.secret(), connection.wallet(), event.content());
  }

  private static void requireFor(Event event, PublicKey addressee) {
    Wire.require(
        event.tagValues("p").contains(addressee.hex()), "the event is for another recipient");
  }

  private static long expiresAt(Event event) {
    var text = event.tagValue("expiration");
    if (text.isEmpty()) {
      return Long.MAX_VALUE;
    }
    try {
      return Long.parseLong(text.get());
    } catch (NumberFormatException refused) {
      throw new MalformedException("the request expires at no time", refused);
    }
  }

  private static Event sign(
      SecretKey key, int kind, List<List<String>> tags, String content, Stamp stamp) {
    return new UnsignedEvent(key.publicKey(), stamp.now(), kind, tags, content)
        .sign(key, stamp.random());
  }
}
