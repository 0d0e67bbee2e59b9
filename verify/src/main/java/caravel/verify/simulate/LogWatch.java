package caravel.verify.simulate;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Receives all log lines instead of the log. No line may contain a secret, and none may be an
/// error: every fault of a simulation is expected.
final class LogWatch extends AppenderBase<ILoggingEvent> {
  private static final Pattern LONG_HEX = Pattern.compile("[0-9a-f]{64}");

  /// The log line of a hold, after which the simulated operator resumes billing.
  private static final String ON_HOLD = "Money is ";

  private static final String TELLS = "the log tells a secret: ";
  private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();
  private static final ThreadLocal<@Nullable String> FAULT = new ThreadLocal<>();

  private LogWatch() {}

  /// Starts to watch the whole log, which is no longer written.
  static void begin() {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.setLevel(Level.INFO);
    var watch = new LogWatch();
    watch.setContext(root.getLoggerContext());
    watch.start();
    root.addAppender(watch);
  }

  static void isSecret(String hex) {
    SECRETS.add(hex);
  }

  static void isNoSecretAnyMore(Set<String> hex) {
    SECRETS.removeAll(hex);
  }

  static boolean knows(String hex) {
    return SECRETS.contains(hex);
  }

  /// Drops the errors of a dying process.
  static void forgetErrors() {
    var fault = FAULT.get();
    if (fault != null && !fault.startsWith(TELLS)) {
      FAULT.remove();
    }
  }

  /// @throws Violation when this thread has logged a secret or an error
  static void check() {
    var fault = FAULT.get();
    if (fault != null) {
      FAULT.remove();
      throw new Violation(fault);
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    var text = event.getFormattedMessage();
    var thrown = event.getThrowableProxy();
    if (thrown != null) {
      text += "\n" + ThrowableProxyUtil.asString(thrown);
    }
    var found = LONG_HEX.matcher(text);
    while (found.find()) {
      if (SECRETS.contains(found.group())) {
        FAULT.set(TELLS + text);
        return;
      }
    }
    if (event.getLevel().isGreaterOrEqual(Level.ERROR) && !text.startsWith(ON_HOLD)) {
      FAULT.set("an error in the log: " + text);
    }
  }
}
