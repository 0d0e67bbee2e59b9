package caravel.app;

import caravel.app.adopt.legacy.LegacyAdoption;
import caravel.app.adopt.legacy.LegacyException;
import caravel.app.adopt.legacy.LegacyTerms;
import caravel.app.database.DatabaseLocation;
import caravel.control.db.DbException;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel adopt caravel`: moves the tenants of the older Caravel in.
@Command(
    name = "caravel",
    description = {
      "Adopts tenants, relays, plans and invoices from the database of the older Caravel, which is"
          + " written in Rust. It only reads that file.",
      "Without --commit nothing changes, and every change is printed. The server must be stopped."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class AdoptCaravelCommand implements Callable<Integer> {
  private static final int SECRET_FILE_BYTES_MAX = 10_000;

  private final ProcessContext context;

  @Option(names = "--from", required = true, paramLabel = "FILE", description = "The database.")
  private Path from = Path.of("");

  @Option(
      names = "--robot-secret-file",
      paramLabel = "FILE",
      description = "The older Caravel's ROBOT_SECRET, which decrypts the tenants' wallets.")
  private @Nullable Path robotSecret;

  @Option(
      names = "--encryption-secret-file",
      paramLabel = "FILE",
      description = "Its ENCRYPTION_SECRET, if it had one; several are separated by commas.")
  private @Nullable Path encryptionSecret;

  @Option(
      names = "--config",
      paramLabel = "FOLDER",
      description = "The zooid's configuration folder, if the database has no keys of relays.")
  private @Nullable Path zooidConfig;

  @Option(
      names = "--plan",
      paramLabel = "OLD=NEW",
      description = "The plan here for a plan there. Can be repeated.")
  private Map<String, String> plans = new HashMap<>();

  @Option(names = "--no-wallets", description = "Leaves the tenants' wallets out.")
  private boolean withoutWallets;

  @Option(names = "--commit", description = "Adopts. Without it nothing changes.")
  private boolean commit;

  AdoptCaravelCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var outcome = context.read(Setting.Command.SERVE);
    if (!context.accepts(outcome.faults())) {
      return Main.EXIT_REFUSED;
    }
    var config = outcome.config();
    var database = config.storage().database();
    if (!database.exists()) {
      return refuse(
          "There is no database at " + database + ". Start the server once, and stop it.");
    }
    if (!Files.isRegularFile(from)) {
      return refuse("There is no file " + from + ".");
    }
    try {
      if (database instanceof DatabaseLocation.File(var file) && Files.isSameFile(from, file)) {
        return refuse("--from names this server's own database.");
      }
      return adopt(config, terms(config));
    } catch (DbException | LegacyException | IllegalStateException failed) {
      return refuse(Causes.chain(failed));
    } catch (IOException unreadable) {
      return refuse("A file cannot be read: " + Causes.chain(unreadable));
    }
  }

  private int refuse(String sentence) {
    context.complain(sentence);
    return Main.EXIT_REFUSED;
  }

  private LegacyTerms terms(Config config) throws IOException {
    var keys = new ArrayList<SecretKey>();
    keys.addAll(secrets(robotSecret));
    keys.addAll(secrets(encryptionSecret));
    return new LegacyTerms(
        config.platform().catalogue().plans(),
        config.hosting().relayDomain(),
        plans,
        keys,
        zooidConfig,
        !withoutWallets);
  }

  private static List<SecretKey> secrets(@Nullable Path file) throws IOException {
    if (file == null) {
      return List.of();
    }
    if (Files.size(file) > SECRET_FILE_BYTES_MAX) {
      throw new IllegalStateException(file + " is too long for a secret.");
    }
    var keys = new ArrayList<SecretKey>();
    for (var text : Files.readString(file).split(",", -1)) {
      try {
        keys.add(SecretKey.parse(text.strip()));
      } catch (IllegalArgumentException wrong) {
        // The cause may repeat the secret.
        throw new IllegalStateException(file + " does not hold a secret key.");
      }
    }
    return keys;
  }

  private int adopt(Config config, LegacyTerms terms) {
    var keys = ServerKeys.of(config);
    try (var db = config.storage().database().open(context.clock(), () -> {})) {
      var desks = WiringAdoption.desks(config, keys, db, context.clock());
      var adoption =
          new LegacyAdoption(
              new LegacyAdoption.Parts(db, desks.tenants(), desks.relays(), desks.box()),
              terms,
              context::say);
      var result = adoption.adopt(from, context.clock().instant(), commit);
      context.say(result.sentence("tenants", commit));
      if (!commit) {
        context.say("Nothing was changed. Add --commit to adopt.");
      }
      return result.faulty() == 0 ? 0 : 1;
    }
  }
}
