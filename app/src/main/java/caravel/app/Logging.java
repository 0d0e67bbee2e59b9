package caravel.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Configures the log: lines for people or JSON, on standard error.
public final class Logging {
  private Logging() {}

  static void configure(Config.Logs logs) {
    configure(logs.json(), logs.level());
  }

  /// Replaces the log's configuration.
  ///
  /// @param json one JSON object a line instead of text for people
  /// @param level the lowest level that is written, such as `warn`
  public static void configure(boolean json, String level) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    Encoder<ILoggingEvent> encoder = json ? json() : text();
    encoder.setContext(context);
    encoder.start();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(level));
    root.addAppender(appender);
    for (var library :
        new String[] {"org.eclipse.jetty", "io.javalin", "org.flywaydb", "com.zaxxer"}) {
      context.getLogger(library).setLevel(quieter(level));
    }
  }

  private static Level quieter(String level) {
    var wanted = Level.toLevel(level);
    return wanted.isGreaterOrEqual(Level.INFO) && !wanted.isGreaterOrEqual(Level.WARN)
        ? Level.WARN
        : wanted;
  }

  private static JsonEncoder json() {
    var encoder = new JsonEncoder();
    encoder.setWithFormattedMessage(true);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithContext(false);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    return encoder;
  }

  private static PatternLayoutEncoder text() {
    var encoder = new PatternLayoutEncoder();
    // The ids of the request and the relay follow in braces, if there are any.
    encoder.setPattern(
        "%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%replace( {%mdc}){' \\{\\}', ''}%n");
    return encoder;
  }
}
