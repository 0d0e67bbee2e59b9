package caravel.control.image;

import caravel.control.http.Access;
import caravel.control.http.Problem;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import java.util.List;

/// The route that shows other people's pictures.
public final class ImageRoutes {
  public List<Route> routes() {
    return List.of(Route.get("/images", Access.AUTHED, this::picture));
  }

  private Response picture(Request request) {
    var url = request.query("url").orElse("");
    if (!url.startsWith("https://")) {
      throw Problem.invalid("url", "A picture's address begins with https://.").asException();
    }
    return Response.problem(new Problem.NotFound("There is no picture at this address."));
  }
}
