package caravel.backup;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// A bucket and how to reach it.
///
/// @param prefix of all keys, without a slash at its ends; `""` = the whole bucket
/// @param endpoint null = Amazon
/// @param region null = as the environment says, else `us-east-1`
/// @param accessKey null = the identity of the machine (AWS SDK's default chain)
/// @param secretKey given if and only if the access key is
public record S3Settings(
    String bucket,
    String prefix,
    @Nullable URI endpoint,
    @Nullable String region,
    @Nullable String accessKey,
    @Nullable String secretKey) {
  public S3Settings {
    if ((accessKey == null) != (secretKey == null)) {
      throw new IllegalArgumentException("an access key and its secret are given together");
    }
  }

  @Override
  public String toString() {
    return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }
}
