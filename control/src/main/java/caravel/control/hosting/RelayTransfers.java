package caravel.control.hosting;

import caravel.control.activity.ActivityStream;
import caravel.control.auth.Caller;
import caravel.control.db.Db;
import caravel.control.hosting.EventArchive.ExportResult;
import caravel.control.hosting.EventArchive.ImportResult;
import caravel.control.hosting.RelayImport.Counts;
import caravel.control.hosting.files.FileHost;
import caravel.control.hosting.kit.KitReader;
import caravel.control.http.Access;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.http.TeamRole;
import caravel.control.plan.Plans;
import caravel.control.problem.Problem;
import caravel.control.problem.ProblemException;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import caravel.nostr.PublicKey;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Exports the events of relays to their owners, and imports them. No network call happens inside a
/// transaction, and no file is kept: bytes pass from the host to the client or back.
public final class RelayTransfers {
  /// Imports of the process at the same time.
  static final int IMPORTS_MAX = 8;

  static final String CUT_OFF =
      "The upload was cut off. Import the same file again: lines that arrived are not stored twice.";

  private static final Logger LOG = LoggerFactory.getLogger(RelayTransfers.class);
  private static final String TYPE = "application/x-ndjson";
  private static final Problem UNREACHABLE =
      new Problem.Unavailable(
          "relay-unreachable", "The relay isn’t responding right now. Try again later.");
  private static final Problem SET_UP =
      new Problem.Unavailable(
          "relay-unreachable", "This relay is still being set up. Try again in a moment.");

  private final Db db;
  private final ActivityStream stream;
  private final RelayProgress relays;
  private final Specs specs;
  private final RelayHosts hosts;
  private final Map<String, EventArchive> archives;
  private final Map<String, FileHost> files;
  private final Function<PublicKey, List<Map<String, Object>>> invoices;
  private final InstantSource clock;
  private final long importBytesMax;
  private final ImportStore store = new ImportStore();
  private final Semaphore places = new Semaphore(IMPORTS_MAX);
  private final Set<RelayId> importing = ConcurrentHashMap.newKeySet();

  /// The dependencies of transfers.
  ///
  /// @param archives by the parent domain of their relays
  /// @param files by the parent domain of their relays
  /// @param invoices returns all invoices of a tenant as the API shows them
  public record Parts(
      Db db,
      ActivityStream stream,
      RelayProgress relays,
      Plans plans,
      RelayHosts hosts,
      Map<String, EventArchive> archives,
      Map<String, FileHost> files,
      Function<PublicKey, List<Map<String, Object>>> invoices) {
    public Parts {
      archives = Map.copyOf(archives);
      files = Map.copyOf(files);
    }
  }

  /// @param importBytesMax largest body of an import
  public RelayTransfers(Parts parts, InstantSource clock, long importBytesMax) {
    this.db = parts.db();
    this.stream = parts.stream();
    this.relays = parts.relays();
    this.specs = new Specs(parts.relays(), parts.plans());
    this.hosts = parts.hosts();
    this.archives = parts.archives();
    this.files = parts.files();
    this.invoices = parts.invoices();
    this.clock = clock;
    this.importBytesMax = importBytesMax;
  }

  public List<Route> routes() {
    return new TransferRoutes(this).routes();
  }

  Access access(TeamRole needed) {
    return relays.access(needed);
  }

  Optional<Relay> find(RelayId id) {
    return relays.byId(id);
  }

  /// Streams all events of a relay, one a line. Suspended and deleted relays are exported too,
  /// until their events are erased.
  ///
  /// @param after see [EventArchive#exportEvents]
  Response export(Relay relay, String after, Caller caller) {
    var archive = archive(relay);
    var spec = specs.of(relay);
    var name = relay.address().subdomain() + ".jsonl";
    return new Response.Streamed(
        TYPE,
        name,
        out -> {
          relays.transferred(relay.id(), "export_relay", Map.of(), caller);
          write(spec, out, counted -> archive.exportEvents(spec, after, counted));
        });
  }

  /// Streams the relay's exit kit.
  ///
  /// @param withKey whether it contains the relay's own key
  Response exitKit(Relay relay, boolean withKey, Caller caller) {
    var archive = archive(relay);
    var spec = specs.of(relay);
    var host = hosts.of(relay.address().zooidDomain()).orElseThrow(() -> UNREACHABLE.asException());
    // The invoices are of all relays of the tenant, so a co-owner does not get them.
    var seesMoney = caller.admin() || relay.tenant().equals(caller.pubkey());
    return new Response.Streamed(
        "application/zip",
        relay.address().subdomain() + ".zip",
        out -> {
          var kit =
              new ExitKit(
                  spec,
                  host.members(spec),
                  host.bans(spec),
                  seesMoney ? invoices.apply(relay.tenant()) : List.of(),
                  withKey);
          relays.transferred(
              relay.id(), withKey ? "export_relay_key" : "export_relay", Map.of(), caller);
          write(spec, out, counted -> kit.write(archive, files(relay), counted, clock.instant()));
        });
  }

  private interface Export {
    ExportResult to(OutputStream out) throws IOException;
  }

  /// A failure before the first byte is an error of the API; a later one cuts the response off.
  private static void write(RelaySpec spec, OutputStream out, Export export) throws IOException {
    var counted = new CountedOutput(out);
    ExportResult result;
    try {
      result = export.to(counted);
    } catch (IOException gone) {
      throw new Response.IncompleteException(gone);
    }
    switch (result) {
      case ExportResult.Complete() -> {}
      case ExportResult.Refused(var sentence) ->
          throw new Problem.Conflict("conflict", sentence).asException();
      case ExportResult.Unknown(var why) -> {
        LOG.info("relay {} cannot be exported: {}", spec.identity().id(), why);
        if (counted.isEmpty()) {
          throw UNREACHABLE.asException();
        }
        throw new Response.IncompleteException(new IOException(why));
      }
    }
  }

  /// Imports a file of events, or an exit kit.
  RelayImport.View importEvents(Relay relay, Request.Upload upload, Caller caller) {
    refuseImport(relay);
    if (upload.length() > importBytesMax) {
      throw ImportProgress.tooLarge(importBytesMax).asException();
    }
    var archive = archive(relay);
    if (!importing.add(relay.id())) {
      throw new Problem.Conflict("conflict", "An import into this relay is already running.")
          .asException();
    }
    try {
      if (!places.tryAcquire()) {
        throw new Problem.Unavailable(
                "busy", "Too many imports are running. Try again in a few minutes.")
            .asException();
      }
      try {
        return new Run(relay, caller, upload.length()).run(archive, upload);
      } finally {
        places.release();
      }
    } finally {
      importing.remove(relay.id());
    }
  }

  Optional<RelayImport.View> latestImport(RelayId id) {
    return db.<Optional<RelayImport>>read(tx -> store.find(tx, id))
        .map(found -> found.shown(clock.instant()));
  }

  /// One import and its row.
  private final class Run {
    private final Relay relay;
    private final Caller caller;
    private RelayImport row;
    private KitPeople.Added people = KitPeople.Added.none("");
    private int filesStored;

    Run(Relay relay, Caller caller, long bytesTotal) {
      this.relay = relay;
      this.caller = caller;
      this.row =
          db.inTx(tx ->
              new RelayImport(
                  relay.id().value(),
                  tx.newId(),
                  RelayImport.State.RUNNING,
                  tx.now(),
                  tx.now(),
                  0,
                  bytesTotal > 0 ? bytesTotal : null,
                  0,
                  Counts.NONE,
                  ""));
    }

    RelayImport.View run(EventArchive archive, Request.Upload upload) {
      save();
      var progress = new ImportProgress(upload.bytes(), importBytesMax, clock, this::report);
      ImportResult result;
      try {
        result = read(archive, progress);
      } catch (IOException cut) {
        LOG.info("an import into relay {} was cut off", relay.id(), cut);
        end(progress, CUT_OFF);
        throw new Problem.Invalid("invalid", null, CUT_OFF).asException();
      } catch (ProblemException refused) {
        end(progress, refused.problem().sentence());
        throw refused;
      } catch (RuntimeException failed) {
        end(progress, CUT_OFF);
        throw failed;
      }
      return switch (result) {
        case ImportResult.Complete(var imported, var known, var invalid, var problems) ->
            done(progress, new Counts(imported, known, invalid, problems));
        case ImportResult.Refused(var sentence) -> {
          end(progress, sentence);
          throw new Problem.Conflict("conflict", sentence).asException();
        }
        case ImportResult.Unknown(var why) -> {
          LOG.warn("relay {} could not import: {}", relay.id(), why);
          end(progress, UNREACHABLE.sentence());
          throw UNREACHABLE.asException();
        }
      };
    }

    private ImportResult read(EventArchive archive, ImportProgress progress) throws IOException {
      var spec = specs.of(relay);
      var file = new PushbackInputStream(progress, KitReader.START_BYTES);
      var start = file.readNBytes(KitReader.START_BYTES);
      file.unread(start);
      if (!KitReader.isZip(start)) {
        return archive.importEvents(spec, file);
      }
      var kit = new KitReader(file, importBytesMax);
      var result = archive.importEvents(spec, progress.unpacked(kit.events()));
      if (!(result instanceof ImportResult.Complete events)) {
        return result;
      }
      var complete = events;
      var shared = new KitFiles(files(relay), spec);
      people = people(spec, kit, shared, progress);
      filesStored = shared.stored();
      for (var problem : List.of(shared.problem(), people.problem())) {
        complete = problem.isEmpty() ? complete : complete.with(problem);
      }
      return complete;
    }

    /// The events are stored already, so a fault of the rest is only reported.
    private KitPeople.Added people(
        RelaySpec spec, KitReader kit, KitFiles shared, ImportProgress progress)
        throws IOException {
      KitReader.People listed;
      try {
        listed = kit.people(shared::store);
      } catch (ProblemException damaged) {
        return KitPeople.Added.none(damaged.problem().sentence());
      }
      return hosts
          .of(relay.address().zooidDomain())
          .map(host -> new KitPeople(host, spec).add(listed, progress::tick))
          .orElseGet(() -> KitPeople.Added.none(UNREACHABLE.sentence()));
    }

    private void report(ImportProgress progress) {
      row = row.with(progress, clock.instant());
      save();
    }

    private RelayImport.View done(ImportProgress progress, Counts counts) {
      row = row.with(progress, clock.instant()).done(counts);
      save();
      relays.transferred(relay.id(), "import_relay", detail(counts), caller);
      return row.shown(clock.instant());
    }

    private Map<String, Object> detail(Counts counts) {
      var detail = new HashMap<String, Object>();
      detail.put("imported", counts.imported());
      detail.put("known", counts.known());
      detail.put("invalid", counts.invalid());
      if (people.members() + people.bans() > 0) {
        detail.put("members", people.members());
        detail.put("bans", people.bans());
      }
      if (filesStored > 0) {
        detail.put("files", filesStored);
      }
      return detail;
    }

    private void end(ImportProgress progress, String why) {
      row = row.with(progress, clock.instant()).failed(why);
      save();
    }

    private void save() {
      var saved = row;
      db.inTx(tx -> {
        store.save(tx, saved);
        stream.publish(tx, relay.tenant(), "import", saved.shown(saved.updatedAt()));
        return true;
      });
    }
  }

  private static void refuseImport(Relay relay) {
    if (relay.isDeleted()) {
      throw new Problem.Refused("relay-is-inactive", "This relay was deleted.").asException();
    }
    switch (relay.status()) {
      case SUSPENDED ->
          throw new Problem.Forbidden(
                  "relay-suspended", "This relay was suspended by the operator.")
              .asException();
      case ACTIVE, INACTIVE, DELINQUENT -> {}
    }
  }

  /// Remembers whether anything was written.
  private static final class CountedOutput extends FilterOutputStream {
    private boolean isEmpty = true;

    CountedOutput(OutputStream out) {
      super(out);
    }

    boolean isEmpty() {
      return isEmpty;
    }

    @Override
    public void write(int value) throws IOException {
      isEmpty = false;
      out.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      isEmpty = false;
      out.write(bytes, offset, length);
    }
  }

  private FileHost files(Relay relay) {
    var host = files.get(relay.address().zooidDomain());
    if (host == null) {
      throw UNREACHABLE.asException();
    }
    return host;
  }

  private EventArchive archive(Relay relay) {
    if (!relay.seen().answeredOnce()) {
      throw SET_UP.asException();
    }
    var archive = archives.get(relay.address().zooidDomain());
    if (archive == null) {
      LOG.warn("relay {} is on a host that is not configured", relay.id());
      throw UNREACHABLE.asException();
    }
    return archive;
  }
}
