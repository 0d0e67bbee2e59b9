package caravel.control.hosting;

import caravel.control.hosting.EventArchive.ExportResult;
import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.files.FileHost;
import caravel.control.hosting.kit.KitReader;
import caravel.control.hosting.kit.KitWriter;
import caravel.control.http.ApiJson;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Everything that an owner needs to run a relay elsewhere, as one zip file: events, configuration,
/// members, bans, invoices, the files that members shared, and the commands to use them.
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
  /// Writes the file. The events come first, so that nothing is written when the host refuses.
  ///
  /// @return how the export of the events ended; otherwise than complete, the file is not usable
  ExportResult write(EventArchive archive, FileHost files, OutputStream out, Instant now)
      throws IOException {
    var kit = new KitWriter(out);
    var result = kit.add(KitReader.EVENTS, events -> archive.exportEvents(spec, "", events));
    if (!(result instanceof ExportResult.Complete)) {
      return result;
    }
    kit.add(KitReader.TOML, RelayToml.of(spec, withKey));
    if (members instanceof Membership.Listed(var keys)) {
      kit.add(KitReader.MEMBERS, ApiJson.write(keys));
    }
    if (bans instanceof RelayReply.Answered<List<RelayHost.RelayBan>>(var listed)) {
      kit.add(KitReader.BANS, ApiJson.write(listed));
    }
    kit.add("invoices.json", ApiJson.write(invoices));
    kit.add("README.txt", readme());
    var shared = new KitFiles(files, spec).write(kit);
    if (shared instanceof ExportResult.Complete) {
      kit.finish(spec.identity().secret(), now);
    }
    return shared;
  }

  private String readme() {
    return """
    This file contains everything of the relay %s.

    events.jsonl   all stored events, one signed event a line
    relay.toml     the configuration and roles, in zooid's format%s
    members.json   the public keys of the members%s
    bans.json      the banned public keys, with reasons%s
    invoices.json  the invoices of your account
    files/         the photos and files of the members, each in a folder that is named by its
                   SHA-256 (missing: the host does not list them, or there are none)
    manifest.json  the SHA-256 of each file, in a Nostr event signed by the relay's key
                   %s

    To run the relay on a zooid:
      1. Change "host" in relay.toml to your domain%s.
      2. Copy relay.toml into zooid's configuration folder as %s.toml.
      3. zooid import --relay %s < events.jsonl
      4. Restart the zooid.

    To run it on a Caravel: create a relay and import this zip file in its settings. Events,
    members, bans and files are added; the settings of the new relay stay as they are.

    Members, bans and invites are also in events.jsonl, as lists that the relay's own key has
    signed. Only a relay with the same key takes over these lists.
    """
        .formatted(
            spec.identity().host(),
            withKey ? "; it contains the relay's secret key" : "; without the relay's secret key",
            members instanceof Membership.Listed ? "" : " (missing: the relay did not answer)",
            bans instanceof RelayReply.Answered ? "" : " (missing: the relay did not answer)",
            spec.identity().secret().publicKey().hex(),
            withKey ? "" : ", and \"secret\" to a new key of 64 hex digits",
            spec.identity().id(),
            spec.identity().id());
  }
}
