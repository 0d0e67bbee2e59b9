package caravel.control.hosting;

import caravel.control.hosting.EventArchive.ExportResult;
import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.http.ApiJson;
import caravel.control.relay.RelaySettings.Switch;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Everything that an owner needs to run a relay elsewhere, as one zip file: events, configuration,
/// members, bans, invoices, and the commands to use them.
///
/// @param spec of the relay
/// @param members as the host knows them
/// @param bans as the host knows them
/// @param invoices of the tenant, as the API shows them
/// @param withKey whether the relay's own key is contained
record ExitKit(
    RelaySpec spec,
    Membership members,
    RelayReply<List<RelayHost.RelayBan>> bans,
    List<Map<String, Object>> invoices,
    boolean withKey) {
  static final String EVENTS = "events.jsonl";

  /// Writes the file. The events come first, so that nothing is written when the host refuses.
  ///
  /// @return how the export of the events ended; otherwise than complete, the file is not usable
  ExportResult write(EventArchive archive, OutputStream out) throws IOException {
    var zip = new ZipOutputStream(new BufferedOutputStream(out), StandardCharsets.UTF_8);
    zip.putNextEntry(new ZipEntry(EVENTS));
    var result = archive.exportEvents(spec, "", zip);
    if (!(result instanceof ExportResult.Complete)) {
      return result;
    }
    zip.closeEntry();
    add(zip, "relay.toml", toml());
    if (members instanceof Membership.Listed(var keys)) {
      add(zip, "members.json", ApiJson.write(keys));
    }
    if (bans instanceof RelayReply.Answered<List<RelayHost.RelayBan>>(var listed)) {
      add(zip, "bans.json", ApiJson.write(listed));
    }
    add(zip, "invoices.json", ApiJson.write(invoices));
    add(zip, "README.txt", readme());
    zip.finish();
    zip.flush();
    return result;
  }

  private static void add(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  /// The configuration in zooid's format, without the platform's own secrets.
  private String toml() {
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
            settings.has(Switch.MEMBERS_CAN_INVITE));
  }

  /// A basic string. JSON and TOML have the same escapes for all that a setting may contain.
  private static String quoted(String text) {
    return ApiJson.write(text).replace("\u007f", "\\u007F");
  }

  private String readme() {
    return """
    This file contains everything of the relay %s.

    events.jsonl   all stored events, one signed event a line
    relay.toml     the configuration, in zooid's format%s
    members.json   the public keys of the members%s
    bans.json      the banned public keys, with reasons%s
    invoices.json  the invoices of your account

    To run the relay on a zooid:
      1. Change "host" in relay.toml to your domain%s.
      2. Copy relay.toml into zooid's configuration folder as %s.toml.
      3. zooid import --relay %s < events.jsonl

    To run it on a Caravel: create a relay and import events.jsonl in its settings.
    Members, bans and invites are lists that the relay's own key has signed. A relay with
    another key does not take them over: add the members of members.json there.
    """
        .formatted(
            spec.identity().host(),
            withKey ? "; it contains the relay's secret key" : "; without the relay's secret key",
            members instanceof Membership.Listed ? "" : " (missing: the relay did not answer)",
            bans instanceof RelayReply.Answered ? "" : " (missing: the relay did not answer)",
            withKey ? "" : ", and \"secret\" to a new key of 64 hex digits",
            spec.identity().id(),
            spec.identity().id());
  }
}
