package caravel.control.notify.mail;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/// An email address that every mail server accepts: ASCII before the `@`, and a domain name after
/// it. Without quotes, comments, spaces or line breaks, so that it is safe in a header.
///
/// @param domain in ASCII (punycode) and lower case
public record EmailAddress(String local, String domain) {
  /// Longest address (RFC 5321, errata 1690).
  public static final int CHARACTERS_MAX = 254;

  private static final int LOCAL_CHARACTERS_MAX = 64;
  private static final Pattern LOCAL =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
  private static final Pattern DOMAIN =
      Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]");

  /// @throws IllegalArgumentException with a sentence for the person who typed it
  public EmailAddress {
    if (!local.chars().allMatch(c -> c < 0x80)) {
      throw new IllegalArgumentException(
          "The part before the @ may have only plain letters, digits and signs.");
    }
    if (local.length() > LOCAL_CHARACTERS_MAX
        || !LOCAL.matcher(local).matches()
        || !DOMAIN.matcher(domain).matches()
        || local.length() + 1 + domain.length() > CHARACTERS_MAX) {
      throw new IllegalArgumentException("That’s not an email address.");
    }
  }

  /// Reads what a person typed. A domain in another script becomes its ASCII form.
  ///
  /// @throws IllegalArgumentException with a sentence for that person
  public static EmailAddress parse(String typed) {
    var text = typed.strip();
    var at = text.lastIndexOf('@');
    if (at < 0 || text.length() > CHARACTERS_MAX) {
      throw new IllegalArgumentException("That’s not an email address.");
    }
    return new EmailAddress(text.substring(0, at), ascii(text.substring(at + 1)));
  }

  private static String ascii(String domain) {
    try {
      return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException notADomain) {
      throw new IllegalArgumentException("That’s not an email address.", notADomain);
    }
  }

  /// The mailbox that it probably reaches, for limits: most servers ignore the case and all after a
  /// plus sign.
  public String mailbox() {
    var plus = local.indexOf('+');
    var name = plus > 0 ? local.substring(0, plus) : local;
    return name.toLowerCase(Locale.ROOT) + "@" + domain;
  }

  @Override
  public String toString() {
    return local + "@" + domain;
  }
}
