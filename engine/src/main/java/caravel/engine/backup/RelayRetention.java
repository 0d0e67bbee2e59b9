package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.SealedObjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Deletes what no restore within the kept days needs.
final class RelayRetention {
  /// A base may be late by this much before logs are kept longer for it.
  private static final Duration MARGIN = Duration.ofDays(2);

  private RelayRetention() {}

  /// The keys to delete.
  ///
  /// @param keptFromMillis the oldest kept second
  /// @param ageMaxMillis after this time a relay with changes has another base
  static List<String> outdated(
      Listing listing, Map<String, ShippedRelay> relays, long keptFromMillis, long ageMaxMillis) {
    var outdated = new ArrayList<String>();
    long logsFrom = keptFromMillis - ageMaxMillis - MARGIN.toMillis();
    for (var relay : relays.values()) {
      if (relay.changed() > 0 && relay.baseMillis() > 0) {
        logsFrom = Math.min(logsFrom, relay.baseMillis());
      }
    }
    for (var log : listing.logs()) {
      if (log.isPack() && log.toMillis() < logsFrom) {
        outdated.add(log.key());
      }
    }
    addBases(outdated, listing.bases(), relays, keptFromMillis);
    addConfigs(outdated, listing.configs(), keptFromMillis);
    return outdated;
  }

  /// The objects of the relays.
  ///
  /// @param bases sorted by schema and time
  /// @param configs in order
  record Listing(List<LogFileName> logs, List<BaseName> bases, List<ConfigFileName> configs) {
    static Listing of(SealedObjects objects) throws BackupException {
      return new Listing(
          ObjectReader.list(objects, LogFileName.PACKS, LogFileName::parse),
          ObjectReader.list(objects, BaseName.PREFIX, BaseName::parse),
          ObjectReader.list(objects, ConfigFileName.PREFIX, ConfigFileName::parse));
    }
  }

  /// The newest base before the oldest kept second is needed, and all later ones.
  private static void addBases(
      List<String> outdated,
      List<BaseName> bases,
      Map<String, ShippedRelay> relays,
      long keptFromMillis) {
    var needed = new HashMap<String, Long>();
    for (var base : bases) {
      if (base.millis() <= keptFromMillis) {
        needed.merge(base.schema(), base.millis(), Math::max);
      }
    }
    for (var base : bases) {
      var relay = relays.getOrDefault(base.schema(), ShippedRelay.NONE);
      boolean isErased =
          relay.erasedMillis() != 0
              && relay.erasedMillis() < keptFromMillis
              && base.millis() <= relay.erasedMillis();
      if (isErased || base.millis() < needed.getOrDefault(base.schema(), Long.MIN_VALUE)) {
        outdated.add(base.key());
      }
    }
  }

  private static void addConfigs(
      List<String> outdated, List<ConfigFileName> configs, long keptFromMillis) {
    int needed = -1;
    for (int i = 0; i < configs.size(); i++) {
      if (configs.get(i).isComplete() && configs.get(i).millis() <= keptFromMillis) {
        needed = i;
      }
    }
    for (int i = 0; i < needed; i++) {
      outdated.add(configs.get(i).key());
    }
  }
}
