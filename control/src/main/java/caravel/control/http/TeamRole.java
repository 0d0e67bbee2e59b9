package caravel.control.http;

import java.util.Locale;
import java.util.Optional;

/// The rights of a person on an object with a team. Each role includes the ones before it.
public enum TeamRole {
  /// Manages the people and the content.
  MODERATOR,
  /// Also changes the settings, and exports and imports.
  CO_OWNER,
  /// Does everything, and pays.
  OWNER;

  /// Finds a role by its name in tables and in JSON.
  public static Optional<TeamRole> named(String word) {
    for (var role : values()) {
      if (role.word().equals(word)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }

  /// The name in tables and in JSON.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean includes(TeamRole needed) {
    return compareTo(needed) >= 0;
  }
}
