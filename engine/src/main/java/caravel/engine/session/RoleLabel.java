package caravel.engine.session;

import java.util.ArrayList;
import java.util.List;

/// The label of a role, which members may have. It gives no rights.
///
/// @param hue of its colour, 1 to 360; 0 = none
/// @param order among the roles; 0 = none
public record RoleLabel(String id, String label, String description, int hue, int order) {
  private static final int HUE_MAX = 360;
  private static final int ID_CHARACTERS_MAX = 64;
  private static final int LABEL_CHARACTERS_MAX = 200;
  private static final int DESCRIPTION_CHARACTERS_MAX = 1_000;

  public RoleLabel {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("role id is required");
    }
    if (hue < 0 || hue > HUE_MAX) {
      throw new IllegalArgumentException("color hue must be between 0 and 360");
    }
    if (id.length() > ID_CHARACTERS_MAX
        || label.length() > LABEL_CHARACTERS_MAX
        || description.length() > DESCRIPTION_CHARACTERS_MAX) {
      throw new IllegalArgumentException(
          "a role id has at most 64 characters, a label 200, a description 1000");
    }
  }

  /// The tags of the stored event, without the `-`.
  List<List<String>> tags() {
    var tags = new ArrayList<List<String>>();
    tags.add(List.of("d", id));
    if (!label.isEmpty()) {
      tags.add(List.of("label", label));
    }
    if (!description.isEmpty()) {
      tags.add(List.of("description", description));
    }
    if (hue != 0) {
      tags.add(List.of("color", Integer.toString(hue)));
    }
    if (order != 0) {
      tags.add(List.of("order", Integer.toString(order)));
    }
    return tags;
  }
}
