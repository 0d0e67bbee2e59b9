package caravel.engine.config;

import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of one virtual relay (zooid's configuration file and API body).
///
/// @param host the exact Host header of the relay, port included
/// @param schema the permanent name of its data: `[a-z_][a-z0-9_]*`
/// @param secret the relay's own key
/// @param inactive true = the host answers 404 and has no open sockets
/// @param roles by name; the role `member` applies to every member
public record RelayConfig(
    String host,
    String schema,
    SecretKey secret,
    boolean inactive,
    Info info,
    Policy policy,
    Features features,
    Map<String, Role> roles) {

  public RelayConfig {
    roles = Map.copyOf(roles);
  }

  /// @param icon may be relative to the relay's own address
  /// @param owner `info.pubkey`
  public record Info(String name, String icon, String description, PublicKey owner) {}

  /// @param anonymous clients need not authenticate (not in zooid)
  /// @param maxMembers joins beyond it are refused; null = unlimited (not in zooid)
  /// @param maxBytes bytes of stored events beyond which only deletions are stored; null = the
  ///   server's default (not in zooid)
  public record Policy(
      boolean publicRead,
      boolean publicWrite,
      boolean publicJoin,
      boolean stripSignatures,
      boolean anonymous,
      @Nullable Integer maxMembers,
      @Nullable Long maxBytes) {
    public Policy(
        boolean publicRead,
        boolean publicWrite,
        boolean publicJoin,
        boolean stripSignatures,
        boolean anonymous,
        @Nullable Integer maxMembers) {
      this(publicRead, publicWrite, publicJoin, stripSignatures, anonymous, maxMembers, null);
    }
  }

  public record Features(
      boolean groups, boolean management, boolean push, Blossom blossom, Livekit livekit) {}

  /// @param authenticatedRead only members may read files
  /// @param adapter `local` or `s3`
  public record Blossom(
      boolean enabled, boolean authenticatedRead, String adapter, S3 s3, FileLimits limits) {
    /// With the server's default limits.
    public Blossom(boolean enabled, boolean authenticatedRead, String adapter, S3 s3) {
      this(enabled, authenticatedRead, adapter, s3, FileLimits.DEFAULT);
    }
  }

  /// The limits of uploaded files, in bytes; null = the server's default (not in zooid).
  ///
  /// @param maxBytes of all files of the relay
  /// @param maxBytesPerMember of the files of one member
  /// @param maxFileBytes of one file; never more than zooid's 10 MiB
  public record FileLimits(
      @Nullable Long maxBytes, @Nullable Long maxBytesPerMember, @Nullable Long maxFileBytes) {
    public static final FileLimits DEFAULT = new FileLimits(null, null, null);
  }

  public record S3(
      String endpoint,
      String region,
      String bucket,
      String accessKey,
      String secretKey,
      String keyPrefix) {
    @Override
    public String toString() {
      return "S3[" + endpoint + " " + region + " " + bucket + "]";
    }
  }

  public record Livekit(String serverUrl, String apiKey, String apiSecret) {
    /// Whether the relay has calls: all three are there.
    public boolean isComplete() {
      return !serverUrl.isEmpty() && !apiKey.isEmpty() && !apiSecret.isEmpty();
    }

    @Override
    public String toString() {
      return "Livekit[" + serverUrl + "]";
    }
  }

  public record Role(List<String> pubkeys, boolean canInvite, boolean canManage) {
    public Role {
      pubkeys = List.copyOf(pubkeys);
    }
  }
}
