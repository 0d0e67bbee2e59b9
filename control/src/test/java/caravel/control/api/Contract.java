package caravel.control.api;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Checks responses against `docs/openapi.yaml`.
final class Contract {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private static final String FILE = "docs/openapi.yaml";

  private final JsonNode root;

  private Contract(JsonNode root) {
    this.root = root;
  }

  static Contract load() {
    return new Contract(new YAMLMapper().readTree(folder().resolve(FILE).toFile()));
  }

  /// The project's folder.
  static Path folder() {
    var here = Path.of("").toAbsolutePath();
    while (here != null && !Files.exists(here.resolve(FILE))) {
      here = here.getParent();
    }
    if (here == null) {
      throw new IllegalStateException(FILE + " is in no folder above");
    }
    return here;
  }

  /// Every operation as `GET /path/{parameter}`.
  Set<String> operations() {
    var operations = new TreeSet<String>();
    for (var path : root.get("paths").properties()) {
      for (var member : path.getValue().properties()) {
        if (METHODS.contains(member.getKey())) {
          operations.add(member.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return operations;
  }

  /// The access of an operation, as the contract names it.
  String access(String method, String path) {
    return operation(method, path).orElseThrow().get("x-access").stringValue();
  }

  /// Longest value of a shared parameter.
  int lengthMax(String parameter) {
    return root.at("/components/parameters/" + parameter + "/schema/maxLength").asInt();
  }

  /// The pattern of a shared parameter.
  String pattern(String parameter) {
    return root.at("/components/parameters/" + parameter + "/schema/pattern").stringValue();
  }

  /// The differences between a response and the contract.
  ///
  /// @param path as it was called, without the query
  List<String> faults(String method, String path, int status, JsonNode body) {
    var operation = find(method, path);
    if (operation.isEmpty()) {
      return List.of("the contract has no " + method + " " + path);
    }
    var responses = operation.orElseThrow().get("responses");
    var answer = responses.get(Integer.toString(status));
    if (answer == null) {
      return List.of(method + " " + path + " never answers " + status + ": " + body);
    }
    var schema = Schema.resolve(root, answer).at("/content/application~1json/schema");
    if (schema.isMissingNode()) {
      return List.of(method + " " + path + " does not answer JSON");
    }
    return Schema.faults(root, schema, body);
  }

  /// The differences between an event of `GET /stream` and the contract.
  List<String> eventFaults(String event, JsonNode data) {
    var schema = answer("/stream", 200).at("/content/text~1event-stream/x-events").path(event);
    return schema.isMissingNode()
        ? List.of("the contract has no event " + event)
        : Schema.faults(root, schema, data);
  }

  /// The content types of a `GET`, `image/*` among them.
  List<String> types(String path, int status) {
    return answer(path, status).path("content").propertyNames().stream().toList();
  }

  private JsonNode answer(String path, int status) {
    var responses = operation("GET", path).orElseThrow().get("responses");
    return Schema.resolve(root, responses.get(Integer.toString(status)));
  }

  private Optional<JsonNode> operation(String method, String template) {
    return Optional.ofNullable(root.get("paths").get(template))
        .map(path -> path.get(method.toLowerCase(Locale.ROOT)));
  }

  /// The operation of a path, as `GET /path/{parameter}`. A literal path goes before one with a
  /// parameter.
  String operationOf(String method, String path) {
    return template(method, path).map(template -> method + " " + template).orElseThrow();
  }

  private Optional<JsonNode> find(String method, String path) {
    return template(method, path).flatMap(template -> operation(method, template));
  }

  private Optional<String> template(String method, String path) {
    if (operation(method, path).isPresent()) {
      return Optional.of(path);
    }
    return root.get("paths").propertyNames().stream()
        .filter(template -> template.contains("{") && matches(template, path))
        .sorted((a, b) -> Integer.compare(parameters(a), parameters(b)))
        .findFirst();
  }

  private static int parameters(String template) {
    return template.split("\\{", -1).length;
  }

  private static boolean matches(String template, String path) {
    return Pattern.matches(template.replaceAll("\\{[a-z_]+}", "[^/]+"), path);
  }
}
