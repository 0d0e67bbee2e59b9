package caravel.control.hosting;

import static java.util.stream.Collectors.joining;

import caravel.control.http.ApiJson;
import caravel.control.relay.RelaySettings.Switch;
import java.util.Optional;
import java.util.regex.Pattern;

/// The configuration of a relay in zooid's format, without the platform's own secrets.
public final class RelayToml {
  private static final Pattern SCHEMA =
      Pattern.compile("^schema = \"([A-Za-z0-9_-]+)\"$", Pattern.MULTILINE);

  private RelayToml() {}

  /// @param withKey whether it contains the relay's own key
  public static String of(RelaySpec spec, boolean withKey) {
    var info = spec.info();
    var settings = spec.settings();
    return """
    host = %s
    schema = %s
    secret = %s

    [info]
    name = %s
    icon = %s
    description = %s
    pubkey = %s

    [policy]
    public_read = %b
    public_write = %b
    public_join = %b
    strip_signatures = %b

    [groups]
    enabled = %b

    [management]
    enabled = %b

    [push]
    enabled = %b

    [blossom]
    enabled = %b

    [roles.member]
    pubkeys = []
    can_invite = %b
    can_manage = false

    [roles.moderator]
    pubkeys = [%s]
    can_invite = true
    can_manage = true
    """
        .formatted(
            quoted(spec.identity().host()),
            quoted(spec.identity().schema()),
            quoted(withKey ? spec.identity().secret().revealHex() : ""),
            quoted(info.name()),
            quoted(info.icon()),
            quoted(info.description()),
            quoted(info.owner().hex()),
            settings.has(Switch.PUBLIC_READ),
            settings.has(Switch.PUBLIC_WRITE),
            settings.has(Switch.PUBLIC_JOIN),
            settings.has(Switch.STRIP_SIGNATURES),
            settings.has(Switch.GROUPS),
            settings.has(Switch.MANAGEMENT),
            settings.has(Switch.PUSH),
            settings.has(Switch.BLOSSOM),
            settings.has(Switch.MEMBERS_CAN_INVITE),
            info.managers().stream().map(key -> quoted(key.hex())).collect(joining(", ")));
  }

  /// The schema in such a configuration; empty if it has none.
  public static Optional<String> schema(String toml) {
    var found = SCHEMA.matcher(toml);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  /// A basic string. JSON and TOML have the same escapes for all that a setting may contain.
  private static String quoted(String text) {
    return ApiJson.write(text).replace("\u007f", "\\u007F");
  }
}
