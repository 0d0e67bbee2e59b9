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

/// What a wallet says of itself to everybody (kind 13194).
///
/// @param methods words of NIP-47 and others
/// @param notifications likewise
/// @param encryptions those of ours that it speaks
public record WalletInfo(
    Set<String> methods, Set<String> notifications, Set<Encryption> encryptions) {
  public WalletInfo {
    methods = Set.copyOf(methods);
    notifications = Set.copyOf(notifications);
    encryptions = Set.copyOf(encryptions);
  }

  /// The best encryption both sides speak; none where the wallet asks for one we do not know.
  public Optional<Encryption> encryption() {
    return encryptions.stream().min(Comparator.naturalOrder());
  }

  /// Reads what this wallet published. A wallet that names no encryption speaks the old one.
  ///
  /// @throws MalformedException when the event is another's, of another kind, or not genuine
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

  /// Commas are read as well: some wallets separate by them.
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
