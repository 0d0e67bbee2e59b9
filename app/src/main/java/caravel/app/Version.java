package caravel.app;

import picocli.CommandLine.IVersionProvider;

/// The version of this build, from its jar.
public final class Version implements IVersionProvider {
  /// The version number; `development` without a jar.
  public static String text() {
    var version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"Caravel " + text() + ", Java " + Runtime.version()};
  }
}
