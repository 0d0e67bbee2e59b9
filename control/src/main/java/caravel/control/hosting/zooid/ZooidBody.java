package caravel.control.hosting.zooid;

import caravel.control.hosting.RelaySpec;
import caravel.control.relay.RelaySettings.Switch;
import caravel.nostr.Json;
import tools.jackson.databind.node.ObjectNode;

/// A relay's spec as zooid's JSON. Every field is always sent, so that a change also reverts other
/// changes at the host. The relay's own key is sent only on creation.
final class ZooidBody {
  private final ZooidSettings settings;

  ZooidBody(ZooidSettings settings) {
    this.settings = settings;
  }

  String whole(RelaySpec spec) {
    var body = fields(spec);
    body.put("secret", spec.identity().secret().revealHex());
    return body.toString();
  }

  /// A merge patch for the host; never contains the key.
  String change(RelaySpec spec) {
    return fields(spec).toString();
  }

  private ObjectNode fields(RelaySpec spec) {
    var body = Json.mapper().createObjectNode();
    body.put("host", spec.identity().host());
    body.put("schema", spec.identity().schema());
    body.put("inactive", spec.inactive());
    info(body.putObject("info"), spec.info());
    policy(body.putObject("policy"), spec);
    var settings = spec.settings();
    body.putObject("groups").put("enabled", settings.has(Switch.GROUPS));
    body.putObject("management").put("enabled", settings.has(Switch.MANAGEMENT));
    body.putObject("push").put("enabled", settings.has(Switch.PUSH));
    blossom(body.putObject("blossom"), spec);
    livekit(body.putObject("livekit"), settings.has(Switch.LIVEKIT));
    var roles = body.putObject("roles");
    var member = roles.putObject("member");
    member.putArray("pubkeys");
    member.put("can_invite", settings.has(Switch.MEMBERS_CAN_INVITE));
    member.put("can_manage", false);
    // An empty list reverts an earlier one; the host merges an absent role.
    var moderator = roles.putObject("moderator");
    var managers = moderator.putArray("pubkeys");
    spec.info().managers().forEach(key -> managers.add(key.hex()));
    moderator.put("can_invite", true);
    moderator.put("can_manage", true);
    return body;
  }

  private static void info(ObjectNode node, RelaySpec.Info info) {
    node.put("name", info.name());
    node.put("icon", info.icon());
    node.put("description", info.description());
    node.put("pubkey", info.owner().hex());
  }

  private static void policy(ObjectNode node, RelaySpec spec) {
    var settings = spec.settings();
    node.put("public_read", settings.has(Switch.PUBLIC_READ));
    node.put("public_write", settings.has(Switch.PUBLIC_WRITE));
    node.put("public_join", settings.has(Switch.PUBLIC_JOIN));
    node.put("strip_signatures", settings.has(Switch.STRIP_SIGNATURES));
    // null removes an earlier limit; an absent key would keep it.
    node.put("max_members", spec.limits().membersMax());
    node.put("max_bytes", spec.limits().bytesMax());
  }

  private void blossom(ObjectNode node, RelaySpec spec) {
    node.put("enabled", spec.settings().has(Switch.BLOSSOM));
    // Browsers load pictures without a token.
    node.put("authenticated_read", false);
    node.put("max_bytes", spec.limits().files().relay());
    node.put("max_bytes_per_member", spec.limits().files().member());
    var s3 = settings.s3();
    node.put("adapter", s3 == null ? "local" : "s3");
    var fields = node.putObject("s3");
    fields.put("endpoint", s3 == null ? "" : s3.endpoint());
    fields.put("region", s3 == null ? "" : s3.region());
    fields.put("bucket", s3 == null ? "" : s3.bucket());
    fields.put("access_key", s3 == null ? "" : s3.accessKey());
    fields.put("secret_key", s3 == null ? "" : s3.secretKey());
    fields.put("key_prefix", s3 == null ? "" : spec.identity().schema());
  }

  private void livekit(ObjectNode node, boolean wished) {
    var livekit = wished ? settings.livekit() : null;
    node.put("server_url", livekit == null ? "" : livekit.serverUrl());
    node.put("api_key", livekit == null ? "" : livekit.apiKey());
    node.put("api_secret", livekit == null ? "" : livekit.apiSecret());
  }
}
