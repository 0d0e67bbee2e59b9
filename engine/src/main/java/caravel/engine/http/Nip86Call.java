package caravel.engine.http;

import caravel.nostr.PublicKey;
import java.util.List;

/// What a management call (NIP-86) asks for.
sealed interface Nip86Call {
  record SupportedMethods() implements Nip86Call {}

  record Ban(PublicKey who, String reason) implements Nip86Call {}

  record Unban(PublicKey who) implements Nip86Call {}

  record Allow(PublicKey who) implements Nip86Call {}

  record Unallow(PublicKey who) implements Nip86Call {}

  record ListBanned() implements Nip86Call {}

  record ListAllowed() implements Nip86Call {}

  /// Known to zooid's framework, and not there.
  record NotServed() implements Nip86Call {}

  /// The names that do something.
  List<String> SERVED =
      List.of(
          "banpubkey",
          "unbanpubkey",
          "allowpubkey",
          "unallowpubkey",
          "listbannedpubkeys",
          "listallowedpubkeys");
}
