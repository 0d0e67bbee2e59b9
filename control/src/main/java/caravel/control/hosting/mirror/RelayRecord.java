package caravel.control.hosting.mirror;

import caravel.control.hosting.RelayHost.RelayBan;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// The configuration, key and bans of a relay. With its events they are enough for a restore.
///
/// @param host its name when this was stored
/// @param secret the relay's own key
/// @param toml the configuration in zooid's format
/// @param bans as the relay told them last
record RelayRecord(String host, SecretKey secret, String toml, List<RelayBan> bans) {
  RelayRecord {
    bans = List.copyOf(bans);
  }

  String write() {
    var node = Json.mapper().createObjectNode();
    node.put("host", host).put("secret", secret.revealHex()).put("toml", toml);
    var list = node.putArray("bans");
    bans.forEach(
        ban -> list.addObject().put("pubkey", ban.pubkey().hex()).put("reason", ban.reason()));
    return node.toString();
  }

  static RelayRecord read(String json) {
    var tree = Json.tree(json);
    return new RelayRecord(
        tree.path("host").asString(""),
        SecretKey.parse(tree.path("secret").asString("")),
        tree.path("toml").asString(""),
        StreamSupport.stream(tree.path("bans").spliterator(), false)
            .map((JsonNode ban) ->
                new RelayBan(
                    PublicKey.parse(ban.path("pubkey").asString("")),
                    ban.path("reason").asString("")))
            .toList());
  }
}
