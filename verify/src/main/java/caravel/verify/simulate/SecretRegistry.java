package caravel.verify.simulate;

import java.util.HashSet;
import java.util.Set;

/// The secrets of one world, as hex. None of them may appear in a log line or a notice.
final class SecretRegistry implements AutoCloseable {
  private final Set<String> secrets = new HashSet<>();

  void add(String hex) {
    if (secrets.add(hex)) {
      LogWatch.isSecret(hex);
    }
  }

  boolean contains(String hex) {
    return secrets.contains(hex);
  }

  int size() {
    return secrets.size();
  }

  @Override
  public void close() {
    LogWatch.isNoSecretAnyMore(secrets);
  }
}
