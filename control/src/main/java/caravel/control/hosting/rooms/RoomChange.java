package caravel.control.hosting.rooms;

import caravel.control.hosting.rooms.RelayRoom.Flag;
import caravel.control.hosting.rooms.RelayRoom.Settings;
import caravel.control.http.InputFields;
import caravel.control.problem.Problem;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of a request that creates or changes a room.
///
/// @param name null = unchanged
/// @param about null = unchanged
/// @param flags those that are set or cleared
record RoomChange(@Nullable String name, @Nullable String about, Map<Flag, Boolean> flags) {
  static final int NAME_CHARACTERS_MAX = 100;
  static final int ABOUT_CHARACTERS_MAX = 1_000;

  RoomChange {
    flags = Map.copyOf(flags);
    if (name != null && name.isEmpty()) {
      throw Problem.invalid("name", "Give the room a name.").asException();
    }
    if (name != null && hasControls(name, "")) {
      throw Problem.invalid("name", "Keep the name on one line.").asException();
    }
    if (about != null && hasControls(about, "\n\r\t")) {
      throw Problem.invalid("about", "The description contains characters that aren’t allowed.")
          .asException();
    }
  }

  static RoomChange of(InputFields body) {
    var name = body.text("name", NAME_CHARACTERS_MAX);
    var about = body.text("about", ABOUT_CHARACTERS_MAX);
    var flags = new EnumMap<Flag, Boolean>(Flag.class);
    for (var flag : Flag.values()) {
      var value = body.flag(flag.field());
      if (value != null) {
        flags.put(flag, value);
      }
    }
    return new RoomChange(
        name == null ? null : name.strip(), about == null ? null : about.strip(), flags);
  }

  /// The settings of a new room.
  Settings create() {
    if (name == null) {
      throw Problem.invalid("name", "Give the room a name.").asException();
    }
    return change(new Settings(name, "", EnumSet.noneOf(Flag.class)));
  }

  /// The settings of a room after this change.
  Settings change(Settings before) {
    var on = EnumSet.noneOf(Flag.class);
    for (var flag : Flag.values()) {
      if (flags.getOrDefault(flag, before.on().contains(flag))) {
        on.add(flag);
      }
    }
    return new Settings(
        name == null ? before.name() : name, about == null ? before.about() : about, on);
  }

  private static boolean hasControls(String text, String allowed) {
    return text.chars().anyMatch(c -> Character.isISOControl(c) && allowed.indexOf(c) < 0);
  }
}
