package caravel.engine.http;

import caravel.engine.session.EventTemplate;
import caravel.engine.session.InviteCodes;
import caravel.engine.session.RoleLabel;
import caravel.nostr.EventId;
import caravel.nostr.PublicKey;

/// A management call (NIP-86) with its parameters.
sealed interface Nip86Call {
  record SupportedMethods() implements Nip86Call {}

  record Ban(PublicKey who, String reason) implements Nip86Call {}

  record Unban(PublicKey who) implements Nip86Call {}

  record Allow(PublicKey who) implements Nip86Call {}

  record Unallow(PublicKey who) implements Nip86Call {}

  record ListBanned() implements Nip86Call {}

  record ListAllowed() implements Nip86Call {}

  record BanEvent(EventId event, String reason) implements Nip86Call {}

  record AllowEvent(EventId event) implements Nip86Call {}

  record ListBannedEvents() implements Nip86Call {}

  record AllowKind(int kind) implements Nip86Call {}

  record DisallowKind(int kind) implements Nip86Call {}

  record ListAllowedKinds() implements Nip86Call {}

  record ListDisallowedKinds() implements Nip86Call {}

  record BlockAddress(RemoteAddress address, String reason) implements Nip86Call {}

  record UnblockAddress(RemoteAddress address) implements Nip86Call {}

  record ListBlockedAddresses() implements Nip86Call {}

  /// @param field of the configuration's `info`: `name`, `description` or `icon`
  record ChangeInfo(String field, String text) implements Nip86Call {}

  record CreateRole(RoleLabel role) implements Nip86Call {}

  record EditRole(RoleLabel role) implements Nip86Call {}

  record DeleteRole(String role) implements Nip86Call {}

  record AssignRole(PublicKey who, String role) implements Nip86Call {}

  record UnassignRole(PublicKey who, String role) implements Nip86Call {}

  record ListClaims() implements Nip86Call {}

  record CreateClaim(String code, InviteCodes.Limits limits) implements Nip86Call {}

  record DeleteClaim(String code) implements Nip86Call {}

  record SignEvent(EventTemplate template) implements Nip86Call {}

  /// A method that zooid's framework knows and zooid does not serve.
  record NotServed() implements Nip86Call {}
}
