package caravel.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Assembles a prepared root file system into a container image. What changes least is in the first
/// layer, so that an upgrade transfers only the last one.
///
/// Arguments: the root folder, the architecture, the version, the file to write.
public final class AssembleImage {
  private static final String USER = "65532:65532";

  /// The times of all files. The start cache is valid only for files of these times.
  private static final Instant MODIFIED = Instant.ofEpochSecond(1);

  private AssembleImage() {}

  public static void main(String[] arguments) throws Exception {
    var root = Path.of(arguments[0]);
    var version = arguments[2];
    Predicate<String> ofJava = path -> path.startsWith("opt/java/");
    Predicate<String> ofLibraries =
        path ->
            path.startsWith("opt/caravel/native/")
                || (path.startsWith("opt/caravel/lib/") && !path.contains("/caravel-"));
    Predicate<String> ofProgram = path -> path.startsWith("opt/caravel/");
    var image =
        Jib.fromScratch()
            .setPlatforms(Set.of(new Platform(arguments[1], "linux")))
            .setCreationTime(MODIFIED)
            .addFileEntriesLayer(
                layer("system", root, ofJava.negate().and(ofProgram.negate())))
            .addFileEntriesLayer(layer("java", root, ofJava))
            .addFileEntriesLayer(layer("libraries", root, ofLibraries))
            .addFileEntriesLayer(
                layer("program", root, ofProgram.and(ofLibraries.negate())))
            .setUser(USER)
            .setWorkingDirectory(AbsoluteUnixPath.get("/data"))
            .setEnvironment(
                Map.of("DATA_DIR", "/data", "SQLITE_TMPDIR", "/data", "HOST", "0.0.0.0",
                    "ENGINE_HOST", "0.0.0.0", "LOG_FORMAT", "json", "PATH", "/opt/java/bin"))
            .setVolumes(Set.of(AbsoluteUnixPath.get("/data")))
            .setExposedPorts(Set.of(Port.tcp(2892), Port.tcp(3334)))
            .setLabels(
                Map.of(
                    "org.opencontainers.image.title", "Caravel",
                    "org.opencontainers.image.version", version))
            .setEntrypoint(
                List.of(
                    "/opt/java/bin/java",
                    "-XX:AOTCache=/opt/caravel/start.aot",
                    "@/opt/caravel/java.options",
                    "caravel.app.Main"));
    image.containerize(
        Containerizer.to(TarImage.at(Path.of(arguments[3])).named("caravel:" + version)));
    System.exit(0); // Jib leaves threads behind.
  }

  private static FileEntriesLayer layer(String name, Path root, Predicate<String> belongs)
      throws IOException {
    var layer = FileEntriesLayer.builder().setName(name);
    try (var paths = Files.walk(root)) {
      for (var path : paths.sorted().toList()) {
        var inside = root.relativize(path).toString();
        if (inside.isEmpty() || !belongs.test(Files.isDirectory(path) ? inside + "/" : inside)) {
          continue;
        }
        var owner = inside.equals("data") ? USER : "0:0";
        layer.addEntry(
            path, AbsoluteUnixPath.get("/" + inside), permissions(path, inside), MODIFIED, owner);
      }
    }
    return layer.build();
  }

  private static FilePermissions permissions(Path path, String inside) {
    if (inside.equals("tmp")) {
      return FilePermissions.fromOctalString("777");
    }
    var executable = Files.isDirectory(path) || Files.isExecutable(path);
    return FilePermissions.fromOctalString(executable ? "755" : "644");
  }
}
