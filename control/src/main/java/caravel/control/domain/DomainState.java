package caravel.control.domain;

import java.util.Locale;

/// How far a custom domain is set up. The names are those of the table and of the API.
enum DomainState {
  /// Its DNS records do not lead to the relay yet.
  WAITING,
  /// Its DNS records are right, so the TLS proxy may get a certificate for it.
  VERIFIED,
  /// TLS answers under the domain, but not the relay.
  CERTIFICATE,
  /// The relay answers under the domain.
  LIVE;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static DomainState named(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
