package caravel.control.problem;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What can be wrong with a request, as far as its sender may know. Sentences are shown to people
/// as they are.
public sealed interface Problem {
  /// The slug a program branches on.
  String code();

  /// One sentence for a person.
  String sentence();

  /// An input that is not acceptable; `field` where one is at fault.
  record Invalid(String code, @Nullable String field, String sentence) implements Problem {}

  /// A request that cannot be met in the present state, where clients expect a plain 400.
  record Refused(String code, String sentence) implements Problem {}

  /// Nobody proved to be anybody.
  record Unauthenticated(String sentence) implements Problem {
    @Override
    public String code() {
      return "unauthorized";
    }
  }

  /// The caller is known and may not.
  record Forbidden(String code, String sentence) implements Problem {}

  /// There is no such thing, or not for this caller.
  record NotFound(String sentence) implements Problem {
    @Override
    public String code() {
      return "not-found";
    }
  }

  /// The path exists, not with this method.
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

  /// The state of things stands against it.
  record Conflict(String code, String sentence) implements Problem {}

  /// More bytes than are read.
  record TooLarge(String sentence) implements Problem {
    @Override
    public String code() {
      return "too-large";
    }
  }

  /// Too many requests; `retryAfter` says when the next one has a chance.
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

  /// Something this depends on does not answer.
  record Unavailable(String code, String sentence) implements Problem {}

  /// A fault of ours; the log has the rest under the request's id.
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

  /// For `throw`, where a problem is found far from the answer.
  default ProblemException asException() {
    return new ProblemException(this);
  }
}
