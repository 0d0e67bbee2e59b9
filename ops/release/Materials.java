import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes what a release says of the software of others in it: `sbom.json` (CycloneDX) for the
/// program, the web app and the Java runtime, `THIRD-PARTY.md`, and the folder `licenses` with
/// every licence and notice that comes with it. The same input gives the same bytes.
///
/// Arguments: version, bill of the program, bill of the web app, node_modules, folder of the archive.
final class Materials {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final String WEB = "caravel-web";
  private static final Pattern LEGAL =
      Pattern.compile("(LICEN[CS]E|NOTICE|COPYING|COPYRIGHT)[^/]*", Pattern.CASE_INSENSITIVE);

  private final String version;
  private final Path modules;
  private final Path folder;

  private Materials(String version, Path modules, Path folder) {
    this.version = version;
    this.modules = modules;
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    var program = JSON.readTree(Path.of(arguments[1]));
    var web = JSON.readTree(Path.of(arguments[2]));
    new Materials(arguments[0], Path.of(arguments[3]), Path.of(arguments[4])).write(program, web);
  }

  private void write(JsonNode program, JsonNode web) throws IOException {
    var components = components(program, web);
    var bill = bill(program, web, components);
    Files.writeString(folder.resolve("sbom.json"), JSON.writeValueAsString(bill) + "\n");
    copyTextsOfJars();
    for (var component : list(web, "components")) {
      copyTextsOfPackage(name(component));
    }
    Files.writeString(folder.resolve("THIRD-PARTY.md"), table(components));
  }

  /// By their references, so that the order is the same in each build.
  private TreeMap<String, ObjectNode> components(JsonNode program, JsonNode web) {
    var components = new TreeMap<String, ObjectNode>();
    for (var component : list(program, "components")) {
      add(components, component);
    }
    add(components, root(web));
    for (var component : list(web, "components")) {
      add(components, component);
    }
    add(components, runtime());
    return components;
  }

  private static void add(TreeMap<String, ObjectNode> components, JsonNode component) {
    components.put(component.path("bom-ref").asString(), (ObjectNode) component.deepCopy());
  }

  private ObjectNode root(JsonNode web) {
    var root = (ObjectNode) web.path("metadata").path("component").deepCopy();
    return root.put("type", "application").put("name", WEB).put("version", version);
  }

  /// The archives for one platform have it, the portable one has not.
  private static ObjectNode runtime() {
    var runtime = JSON.createObjectNode();
    runtime.put("type", "platform").put("bom-ref", "java-runtime").put("name", "OpenJDK runtime");
    runtime.put("version", System.getProperty("java.runtime.version")).put("scope", "optional");
    runtime.put("publisher", System.getProperty("java.vendor"));
    runtime
        .putArray("licenses")
        .addObject()
        .put("expression", "GPL-2.0-only WITH Classpath-exception-2.0");
    return runtime;
  }

  private ObjectNode bill(
      JsonNode program, JsonNode web, TreeMap<String, ObjectNode> components) {
    var bill = JSON.createObjectNode();
    bill.put("bomFormat", "CycloneDX").put("specVersion", "1.6").put("version", 1);
    var product = (ObjectNode) program.path("metadata").path("component").deepCopy();
    bill.putObject("metadata").set("component", product.put("type", "application"));
    bill.putArray("components").addAll(components.values());
    var dependencies = new TreeMap<String, TreeSet<String>>();
    for (var side : List.of(program, web)) {
      for (var dependency : list(side, "dependencies")) {
        var needs = dependencies.computeIfAbsent(text(dependency, "ref"), _ -> new TreeSet<>());
        list(dependency, "dependsOn").forEach(need -> needs.add(need.asString()));
      }
    }
    var own = dependencies.get(text(product, "bom-ref"));
    own.add(text(web.path("metadata").path("component"), "bom-ref"));
    own.add("java-runtime");
    var all = bill.putArray("dependencies");
    dependencies.forEach((ref, needs) -> {
      var entry = all.addObject().put("ref", ref).putArray("dependsOn");
      needs.forEach(entry::add);
    });
    return bill;
  }

  private void copyTextsOfJars() throws IOException {
    try (var jars = Files.newDirectoryStream(folder.resolve("lib"), "*.jar")) {
      for (var jar : jars) {
        var name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
        try (var zip = new ZipFile(jar.toFile())) {
          for (var entry : zip.stream().filter(entry -> !entry.isDirectory()).toList()) {
            var at = entry.getName().lastIndexOf('/');
            var isAtTop = at < 0 || entry.getName().startsWith("META-INF/");
            if (isAtTop && LEGAL.matcher(entry.getName().substring(at + 1)).matches()) {
              copy(name, entry.getName().substring(at + 1), zip.getInputStream(entry).readAllBytes());
            }
          }
        }
      }
    }
  }

  private void copyTextsOfPackage(String name) throws IOException {
    try (var files = Files.newDirectoryStream(modules.resolve(name), Files::isRegularFile)) {
      for (var file : files) {
        var own = file.getFileName().toString();
        if (LEGAL.matcher(own).matches()) {
          copy(name.replace('/', '_'), own, Files.readAllBytes(file));
        }
      }
    }
  }

  private void copy(String component, String name, byte[] bytes) throws IOException {
    var target = folder.resolve("licenses").resolve(component).resolve(name);
    Files.createDirectories(target.getParent());
    Files.write(target, bytes);
  }

  private static String table(TreeMap<String, ObjectNode> components) {
    var lines = new TreeSet<String>();
    for (var component : components.values()) {
      if (!text(component, "group").equals("caravel") && !isOurs(component)) {
        lines.add("| %s | %s | %s |".formatted(name(component), text(component, "version"), licences(component)));
      }
    }
    return """
        # Software of others in this release

        The texts of the licences and notices are in `licenses`, in the jars, and for Java in `runtime/legal`.
        `sbom.json` is the same list for programs (CycloneDX).

        | Name | Version | Licence |
        |---|---|---|
        """
        + String.join("\n", lines)
        + "\n";
  }

  private static boolean isOurs(JsonNode component) {
    return text(component, "name").equals(WEB);
  }

  private static String name(JsonNode component) {
    var group = text(component, "group");
    return group.isEmpty() ? text(component, "name") : group + "/" + text(component, "name");
  }

  private static String licences(JsonNode component) {
    var names = new ArrayList<String>();
    for (var entry : list(component, "licenses")) {
      var licence = entry.path("license");
      names.add(text(entry, "expression") + text(licence, "id") + text(licence, "name"));
    }
    return names.isEmpty() ? "see its texts" : String.join(" or ", names);
  }

  private static ArrayNode list(JsonNode node, String field) {
    return node.path(field) instanceof ArrayNode list ? list : JSON.createArrayNode();
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }
}
