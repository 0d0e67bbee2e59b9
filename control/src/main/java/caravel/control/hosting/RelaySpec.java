package caravel.control.hosting;

import caravel.control.plan.Plan;
import caravel.control.relay.RelaySettings;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A relay's desired state, complete for its host.
///
/// @param known the host has had this relay before, so a change is tried before a creation
/// @param inactive true = its address answers 404
public record RelaySpec(
    Identity identity,
    boolean known,
    boolean inactive,
    Info info,
    RelaySettings settings,
    Limits limits) {

  /// The names of the relay and its data.
  ///
  /// The names of new relays are stricter; adopted relays keep those that their zooid accepts.
  ///
  /// @param id becomes a file name on the host, and a segment of a path
  /// @param host the exact Host header that it answers to, port included
  /// @param schema the permanent name of its data
  /// @param secret the relay's own key
  public record Identity(String id, String host, String schema, SecretKey secret) {
    private static final Pattern ID = Pattern.compile("[0-9a-zA-Z_][0-9a-zA-Z._-]{0,99}");
    private static final Pattern SCHEMA = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,99}");

    public Identity {
      if (!ID.matcher(id).matches()) {
        throw new IllegalArgumentException("not an id that a host can keep: " + id);
      }
      if (!SCHEMA.matcher(schema).matches()) {
        throw new IllegalArgumentException("not a schema every host accepts: " + schema);
      }
      if (host.isBlank()) {
        throw new IllegalArgumentException("a relay has a host");
      }
    }
  }

  /// @param owner the tenant's key
  /// @param managers the people who manage the relay with its owner
  public record Info(
      String name, String icon, String description, PublicKey owner, List<PublicKey> managers) {
    public Info {
      managers = List.copyOf(managers);
    }

    /// With an owner who manages the relay alone.
    public Info(String name, String icon, String description, PublicKey owner) {
      this(name, icon, description, owner, List.of());
    }
  }

  /// @param membersMax null = unlimited
  /// @param bytesMax bytes of stored events; null = the host's default
  /// @param files bytes of uploaded files
  public record Limits(
      @Nullable Integer membersMax, @Nullable Long bytesMax, Plan.FileBytes files) {
    /// With the host's default for files.
    public Limits(@Nullable Integer membersMax, @Nullable Long bytesMax) {
      this(membersMax, bytesMax, Plan.FileBytes.DEFAULT);
    }
  }
}
