package caravel.control.domain;

/// The result of an HTTPS request to a custom domain.
sealed interface HttpsAnswer {
  /// The relay itself answers.
  record ThisRelay() implements HttpsAnswer {}

  /// TLS works, but something else answers.
  ///
  /// @param seen a sentence for the owner
  record Other(String seen) implements HttpsAnswer {}

  /// There is no connection or no valid certificate.
  ///
  /// @param why a sentence for the owner
  record Silent(String why) implements HttpsAnswer {}

  /// No request was made.
  record NotAsked() implements HttpsAnswer {}
}
