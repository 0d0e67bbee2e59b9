package caravel.control.problem;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The error of a request, with the information that its sender may have. Sentences are shown to
/// people unchanged.
public sealed interface Problem {
  /// The error code for programs.
  String code();

  /// The error message for people.
  String sentence();

  /// An invalid input; `field` = the field at fault, if it is one.
  record Invalid(String code, @Nullable String field, String sentence) implements Problem {}

  /// A request that is impossible in the current state; clients expect status 400.
  record Refused(String code, String sentence) implements Problem {}

  /// The request is not authenticated.
  record Unauthenticated(String sentence) implements Problem {
    @Override
    public String code() {
      return "unauthorized";
    }
  }

  /// The caller is authenticated and lacks permission.
  record Forbidden(String code, String sentence) implements Problem {}

  /// The object does not exist, or the caller may not know of it.
  record NotFound(String sentence) implements Problem {
    @Override
    public String code() {
      return "not-found";
    }
  }

  /// The path exists, but not with this method.
  record MethodNotAllowed(Set<String> allowed) implements Problem {
    @Override
    public String code() {
      return "method-not-allowed";
    }

    @Override
    public String sentence() {
      return "This address doesn’t accept that kind of request.";
    }
  }

  /// The request conflicts with the current state.
  record Conflict(String code, String sentence) implements Problem {}

  /// The body is larger than the limit.
  record TooLarge(String sentence) implements Problem {
    @Override
    public String code() {
      return "too-large";
    }
  }

  /// Too many requests; `retryAfter` = when the next one may succeed.
  record TooMany(Duration retryAfter) implements Problem {
    @Override
    public String code() {
      return "too-many-requests";
    }

    @Override
    public String sentence() {
      return "Too many requests. Wait a moment and try again.";
    }
  }

  /// A dependency does not answer.
  record Unavailable(String code, String sentence) implements Problem {}

  /// An internal error. The log has the details under the request's id.
  record Internal() implements Problem {
    @Override
    public String code() {
      return "internal";
    }

    @Override
    public String sentence() {
      return "Something went wrong on our side. Try again.";
    }
  }

  static Invalid invalid(String field, String sentence) {
    return new Invalid("invalid", field, sentence);
  }

  static NotFound notFound() {
    return new NotFound("Nothing was found here, or it isn’t yours.");
  }

  static Forbidden forbidden() {
    return new Forbidden("forbidden", "Only the operator of this platform can do that.");
  }

  /// An exception for code that finds the problem far from the response.
  default ProblemException asException() {
    return new ProblemException(this);
  }
}
