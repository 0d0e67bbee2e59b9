package caravel.engine.http;

import caravel.nostr.PublicKey;
import java.util.List;

/// A management call (NIP-86) with its parameters.
sealed interface Nip86Call {
  record SupportedMethods() implements Nip86Call {}

  record Ban(PublicKey who, String reason) implements Nip86Call {}

  record Unban(PublicKey who) implements Nip86Call {}

  record Allow(PublicKey who) implements Nip86Call {}

  record Unallow(PublicKey who) implements Nip86Call {}

  record ListBanned() implements Nip86Call {}

  record ListAllowed() implements Nip86Call {}

  /// A method that zooid's framework knows and zooid does not serve.
  record NotServed() implements Nip86Call {}

  /// The names of the served methods.
  List<String> SERVED =
      List.of(
          "banpubkey",
          "unbanpubkey",
          "allowpubkey",
          "unallowpubkey",
          "listbannedpubkeys",
          "listallowedpubkeys");
}
