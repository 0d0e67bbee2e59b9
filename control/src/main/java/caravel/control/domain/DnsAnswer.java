package caravel.control.domain;

/// The DNS records of a custom domain, as the resolvers answered.
sealed interface DnsAnswer {
  /// The records prove that the domain belongs to the relay's owner.
  ///
  /// @param byText true = the TXT record has the relay's token; false = only the CNAME record is
  ///   right, which a former owner of the relay's name could have left behind
  record Right(boolean byText) implements DnsAnswer {}

  /// All resolvers say that the records are missing or different.
  ///
  /// @param seen the existing records, as sentences for the owner
  record Wrong(String seen) implements DnsAnswer {}

  /// The resolvers do not answer, fail or disagree. Never counts as wrong.
  ///
  /// @param why a sentence for the owner
  record Unknown(String why) implements DnsAnswer {}
}
