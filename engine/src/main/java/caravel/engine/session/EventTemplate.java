package caravel.engine.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event that a manager wants the relay to sign.
///
/// @param createdAt unix seconds; null = now
public record EventTemplate(
    int kind, @Nullable Long createdAt, List<List<String>> tags, String content) {
  public EventTemplate {
    tags = List.copyOf(tags);
  }
}
