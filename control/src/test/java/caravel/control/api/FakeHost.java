package caravel.control.api;

import caravel.control.hosting.EventArchive;
import caravel.control.hosting.RelayHost;
import caravel.control.hosting.RelayHost.ApplyResult;
import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelayHost.RemovalResult;
import caravel.control.hosting.RelaySpec;
import caravel.nostr.LineReader;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A host with one list of members and one of bans for all its relays, because no worker runs here.
final class FakeHost implements RelayHost, EventArchive {
  /// How it answers changes.
  enum Mood {
    WILLING,
    REFUSING,
    SWITCHED_OFF,
    SILENT,
    /// It makes the change, but its list cannot be read afterwards.
    FORGETFUL
  }

  /// The first member.
  static final PublicKey FIRST = SecretKey.parse("0c".repeat(32)).publicKey();

  final List<PeopleChange> orders = new ArrayList<>();
  volatile Mood mood = Mood.WILLING;
  private final TreeSet<PublicKey> members = new TreeSet<>();
  private final Map<PublicKey, String> bans = new LinkedHashMap<>();
  private boolean listUnknown;

  FakeHost() {
    members.add(FIRST);
  }

  /// Adds a member on the relay itself.
  synchronized void join(PublicKey key) {
    members.add(key);
  }

  synchronized void listUnknown() {
    listUnknown = true;
  }

  /// How exports end.
  volatile ExportResult exportEnd = new ExportResult.Complete();

  final Set<String> lines = Collections.synchronizedSet(new LinkedHashSet<>());

  /// Runs before each line of an import is taken.
  volatile Runnable beforeLine = () -> {};

  @Override
  public ExportResult exportEvents(RelaySpec spec, String after, OutputStream out)
      throws IOException {
    if (!(exportEnd instanceof ExportResult.Refused)) {
      for (var line : List.copyOf(lines)) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return exportEnd;
  }

  /// Takes lines that begin with a brace.
  @Override
  public ImportResult importEvents(RelaySpec spec, InputStream file) throws IOException {
    long imported = 0;
    long known = 0;
    var problems = new ArrayList<LineProblem>();
    long number = 0;
    var reader = new LineReader(file, 1_000_000);
    for (var line = reader.next(); line != null; line = reader.next()) {
      beforeLine.run();
      number++;
      var text = new String(line, StandardCharsets.UTF_8);
      if (!text.startsWith("{")) {
        problems.add(new LineProblem(number, "", "invalid: this line is not a Nostr event"));
      } else if (lines.add(text)) {
        imported++;
      } else {
        known++;
      }
    }
    return new ImportResult.Complete(imported, known, problems.size(), problems);
  }

  @Override
  public ApplyResult apply(RelaySpec spec) {
    throw new IllegalStateException("no worker runs here");
  }

  @Override
  public RemovalResult delete(RelaySpec spec, boolean purge) {
    throw new IllegalStateException("no worker runs here");
  }

  @Override
  public synchronized Membership members(RelaySpec spec) {
    return listUnknown
        ? new Membership.Unknown("gone")
        : new Membership.Listed(List.copyOf(members));
  }

  @Override
  public synchronized RelayReply<PeopleChange> change(RelaySpec spec, PeopleChange change) {
    orders.add(change);
    return switch (mood) {
      case REFUSING -> new RelayReply.Refused<>("The relay refused: no.");
      case SWITCHED_OFF -> new RelayReply.Off<>();
      case SILENT -> new RelayReply.Unknown<>("no answer in time");
      case WILLING, FORGETFUL -> {
        obey(change);
        listUnknown = mood == Mood.FORGETFUL;
        yield new RelayReply.Answered<>(change);
      }
    };
  }

  /// Makes a change on the relay itself.
  synchronized void obey(PeopleChange change) {
    switch (change) {
      case PeopleChange.Add(var key) -> {
        members.add(key);
        bans.remove(key);
      }
      case PeopleChange.Remove(var key) -> members.remove(key);
      case PeopleChange.Ban(var key, var reason) -> {
        members.remove(key);
        bans.putIfAbsent(key, reason);
      }
      case PeopleChange.LiftBan(var key) -> bans.remove(key);
    }
  }

  @Override
  public synchronized RelayReply<List<RelayBan>> bans(RelaySpec spec) {
    return switch (mood) {
      case SWITCHED_OFF -> new RelayReply.Off<>();
      case SILENT -> new RelayReply.Unknown<>("no answer in time");
      case WILLING, REFUSING, FORGETFUL ->
          new RelayReply.Answered<>(
              bans.entrySet().stream()
                  .map(entry -> new RelayBan(entry.getKey(), entry.getValue()))
                  .toList());
    };
  }

  @Override
  public RelayReply<String> invite(RelaySpec spec) {
    return switch (mood) {
      case SILENT -> new RelayReply.Unknown<>("no answer in time");
      case REFUSING -> new RelayReply.Refused<>("The relay didn’t return an invite.");
      case WILLING, SWITCHED_OFF, FORGETFUL -> new RelayReply.Answered<>("K3Y0FD00R");
    };
  }

  @Override
  public Observation probe(RelaySpec spec) {
    throw new IllegalStateException("no worker runs here");
  }
}
