package caravel.control.http;

import caravel.control.http.Route.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The methods of each path of the route table, as the header `Allow` lists them (RFC 9110,
/// 10.2.1): `HEAD` with every `GET`, and `OPTIONS` everywhere.
final class AllowedMethods {
  private record Path(Pattern pattern, HttpMethod method) {}

  private final List<Path> paths = new ArrayList<>();

  AllowedMethods(List<Route> routes) {
    for (var route : routes) {
      paths.add(new Path(pattern(route.path()), route.method()));
    }
  }

  /// The methods of a path; empty if no route has it.
  Set<String> of(String path) {
    var allowed = new TreeSet<String>();
    for (var one : paths) {
      if (one.pattern().matcher(path).matches()) {
        allowed.add(one.method().name());
      }
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    if (!allowed.isEmpty()) {
      allowed.add("OPTIONS");
    }
    return allowed;
  }

  /// Turns `/things/{id}` into a pattern in which a parameter is one segment of the path.
  private static Pattern pattern(String template) {
    var regex = new StringBuilder();
    for (var part : template.split("((?=\\{)|(?<=}))", -1)) {
      regex.append(part.startsWith("{") ? "[^/]+" : Pattern.quote(part));
    }
    return Pattern.compile(regex.toString());
  }
}
