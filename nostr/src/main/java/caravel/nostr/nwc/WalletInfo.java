package caravel.nostr.nwc;

import caravel.nostr.Event;
import caravel.nostr.Kinds;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.UnsignedEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A wallet's published capabilities (kind 13194).
///
/// @param methods words of NIP-47 and others
/// @param notifications likewise
/// @param encryptions the known ones that the wallet supports
public record WalletInfo(
    Set<String> methods, Set<String> notifications, Set<Encryption> encryptions) {
  public WalletInfo {
    methods = Set.copyOf(methods);
    notifications = Set.copyOf(notifications);
    encryptions = Set.copyOf(encryptions);
  }

  /// The best encryption that both sides support; empty when the wallet requires an unknown one.
  public Optional<Encryption> encryption() {
    return encryptions.stream().min(Comparator.naturalOrder());
  }

  /// Parses a wallet's capabilities. A wallet that names no encryption uses NIP-04.
  ///
  /// @throws MalformedException when the event has another author or kind, or is not genuine
  public static WalletInfo parse(Event event, PublicKey wallet) {
    Wire.require(event.kind() == Kinds.WALLET_INFO, "the event is no wallet's information");
    Wire.requireGenuine(event, wallet);
    var encryptions = new LinkedHashSet<Encryption>();
    var named = event.tagValue("encryption");
    if (named.isEmpty()) {
      encryptions.add(Encryption.NIP04);
    } else {
      words(named.get()).forEach(word -> Encryption.named(word).ifPresent(encryptions::add));
    }
    return new WalletInfo(
        words(event.content()), words(event.tagValue("notifications").orElse("")), encryptions);
  }

  /// @param now unix seconds
  public Event sign(SecretKey wallet, long now) {
    var tags = new ArrayList<List<String>>();
    tags.add(
        List.of(
            "encryption",
            String.join(" ", encryptions.stream().sorted().map(Encryption::word).toList())));
    if (!notifications.isEmpty()) {
      tags.add(
          List.of("notifications", String.join(" ", notifications.stream().sorted().toList())));
    }
    var content = String.join(" ", methods.stream().sorted().toList());
    return new UnsignedEvent(wallet.publicKey(), now, Kinds.WALLET_INFO, tags, content)
        .sign(wallet);
  }

  /// Splits at commas too, because some wallets use them.
  private static Set<String> words(String text) {
    var words = new LinkedHashSet<String>();
    for (var word : text.split("[\\s,]+")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }
}
