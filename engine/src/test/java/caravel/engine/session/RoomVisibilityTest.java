package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.config.RelayConfig;
import caravel.engine.session.LiveRelay.Ban;
import caravel.nostr.Event;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each viewer against each combination of room flags on each channel. A small oracle says what is
/// expected.
class RoomVisibilityTest {
  private static final int PRIVATE = 1;
  private static final int CLOSED = 2;
  private static final int HIDDEN = 4;
  private static final int RESTRICTED = 8;
  private static final SecretKey BANNED = TestRelay.key(21);
  private static final String BANNED_TEXT = "restricted: you have been banned from this relay";

  @RegisterExtension private final TestRelay first = new TestRelay();

  private enum Viewer {
    MANAGER,
    MEMBER,
    OUTSIDER,
    BANNED_MEMBER,
    ANONYMOUS
  }

  /// The channels on which an event can reach a viewer. A new way to read events is added here.
  private enum Channel {
    BY_KIND,
    BY_ID,
    BY_ROOM,
    BY_AUTHOR,
    BY_TWO_FILTERS,
    BY_SEARCH,
    COUNT,
    NEGENTROPY,
    METADATA,
    METADATA_BY_ID,
    ADMINS,
    MEMBERS,
    MODERATION,
    LIVE,
    LIVE_AGAIN,
    LIVE_EPHEMERAL,
    LIVE_METADATA,
    LIVE_MEMBERS,
    LIVE_WHILE_LOADING;

    boolean isOutline() {
      return this == METADATA || this == METADATA_BY_ID || this == LIVE_METADATA;
    }
  }

  private static boolean sees(Viewer viewer, int flags, Channel channel) {
    return switch (viewer) {
      case MANAGER, MEMBER -> true;
      case BANNED_MEMBER -> false;
      case OUTSIDER, ANONYMOUS ->
          (flags & HIDDEN) == 0 && (channel.isOutline() || (flags & PRIVATE) == 0);
    };
  }

  private static String writeText(Viewer viewer, int flags) {
    return switch (viewer) {
      case MANAGER, MEMBER -> "";
      case BANNED_MEMBER -> BANNED_TEXT;
      case OUTSIDER, ANONYMOUS -> {
        if ((flags & HIDDEN) != 0) {
          yield "invalid: group not found";
        }
        yield (flags & (CLOSED | RESTRICTED)) != 0
            ? "restricted: you are not a member of that group"
            : "";
      }
    };
  }

  private static String deletionText(Viewer viewer, int flags) {
    if (viewer == Viewer.BANNED_MEMBER) {
      return BANNED_TEXT;
    }
    return sees(viewer, flags, Channel.BY_ID)
        ? "blocked: you are not the author of this event"
        : "blocked: nothing to delete";
  }

  private static String[] tags(int flags) {
    var tags = new ArrayList<String>();
    var names = List.of("private", "closed", "hidden", "restricted");
    for (int bit = 0; bit < names.size(); bit++) {
      if ((flags & (1 << bit)) != 0) {
        tags.add(names.get(bit));
      }
    }
    return tags.toArray(String[]::new);
  }

  private static RelayConfig config(boolean anonymous) {
    return TestRelay.withRooms(
        TestRelay.config(new RelayConfig.Policy(true, true, true, false, anonymous, null)));
  }

  /// A room with one message, and its viewers.
  private final class Scene {
    private final TestRelay stage = first.other(config(false));
    private final RoomClient owner = new RoomClient(stage, TestRelay.OWNER);
    private final Map<Viewer, Client> viewers = new TreeMap<>();
    private final Event message;
    private final Event metadata;

    Scene(int flags) {
      owner.does(9_007, "r");
      metadata = owner.does(9_002, "r", tags(flags));
      owner.does(9_000, "r", "p " + TestRelay.hex(TestRelay.ALICE), "p " + TestRelay.hex(BANNED));
      message = owner.does(9, "r");
      viewers.put(Viewer.MANAGER, stage.enter(TestRelay.MANAGER));
      viewers.put(Viewer.MEMBER, stage.enter(TestRelay.ALICE));
      viewers.put(Viewer.OUTSIDER, stage.enter(TestRelay.BOB));
      viewers.put(Viewer.BANNED_MEMBER, stage.enter(BANNED));
      stage.relay.ban(new Ban(BANNED.publicKey(), ""));
      stage.relay.reconfigure(config(true));
      viewers.put(Viewer.ANONYMOUS, stage.connect());
    }

    boolean reveals(Viewer viewer, Channel channel) {
      var client = viewer(viewer);
      return switch (channel) {
        case BY_KIND -> stored(client, "{\"kinds\":[9]}").contains(message.id().hex());
        case BY_ID ->
            stored(client, "{\"ids\":[\"" + message.id().hex() + "\"]}").contains("EVENT");
        case BY_ROOM -> stored(client, "{\"#h\":[\"r\"],\"kinds\":[9]}").contains("EVENT");
        case BY_AUTHOR ->
            stored(client, "{\"authors\":[\"" + TestRelay.hex(TestRelay.OWNER) + "\"]}")
                .contains("\"kind\":9,");
        case BY_TWO_FILTERS ->
            stored(client, "{\"limit\":0},{\"#h\":[\"r\"],\"kinds\":[9],\"limit\":1}")
                .contains("\"kind\":9,");
        case BY_SEARCH ->
            stored(client, "{\"search\":\"" + message.content() + "\"}").contains("\"kind\":9,");
        case COUNT -> !answer(client, "[\"COUNT\",\"n\",{\"kinds\":[9]}]").contains("\"count\":0");
        case NEGENTROPY ->
            answer(client, "[\"NEG-OPEN\",\"n\",{\"kinds\":[9]},\"6100000200\"]")
                .contains(message.id().hex());
        case METADATA -> stored(client, "{\"#d\":[\"r\"]}").contains("\"kind\":39000");
        case METADATA_BY_ID -> stored(client, ids(39_000)).contains("\"kind\":39000");
        case ADMINS -> stored(client, "{\"kinds\":[39001]}").contains("EVENT");
        case MEMBERS -> stored(client, "{\"kinds\":[39002]}").contains("EVENT");
        case MODERATION -> stored(client, "{\"kinds\":[9000,9002,9007]}").contains("EVENT");
        case LIVE -> live(client, () -> owner.does(9, "r")).contains("\"kind\":9,");
        case LIVE_AGAIN -> live(client, () -> again(message)).contains("\"kind\":9,");
        case LIVE_EPHEMERAL -> live(client, this::ephemeral).contains("\"kind\":20001");
        case LIVE_METADATA -> live(client, () -> again()).contains("\"kind\":39000");
        case LIVE_MEMBERS -> live(client, this::addManager).contains("\"kind\":39002");
        case LIVE_WHILE_LOADING -> liveWhileLoading(client).contains("\"kind\":9,");
      };
    }

    private Client viewer(Viewer viewer) {
      var client = viewers.get(viewer);
      assertThat(client).isNotNull();
      return client == null ? stage.connect() : client;
    }

    private String stored(Client client, String filters) {
      return RoomClient.stored(client, filters);
    }

    /// The answer to a message; a count of 0 if the reader is refused.
    private String answer(Client client, String message) {
      client.forgets();
      client.says(message);
      var frame = client.next();
      return frame.startsWith("[\"CLOSED\"") ? "\"count\":0" : frame;
    }

    private String ids(int kind) {
      var stored = RoomClient.stored(owner.client(), "{\"kinds\":[" + kind + "]}");
      var id = stored.substring(stored.indexOf("\"id\":\"") + 6).substring(0, 64);
      return "{\"ids\":[\"" + id + "\"]}";
    }

    private String live(Client client, Runnable action) {
      client.says("[\"REQ\",\"live\",{\"limit\":0}]");
      RoomClient.heard(client);
      action.run();
      var heard = String.join("\n", RoomClient.heard(client));
      client.says("[\"CLOSE\",\"live\"]");
      return heard;
    }

    /// Publishes a message while stored events are read.
    private String liveWhileLoading(Client client) {
      var note = TestRelay.note(TestRelay.OWNER, "for all");
      owner.answer(note);
      client.beforeNextStored(() -> owner.does(9, "r"));
      client.says(
          "[\"REQ\",\"loading\",{\"ids\":[\""
              + note.id().hex()
              + "\"]},"
              + "{\"kinds\":[9],\"limit\":0}]");
      var heard = String.join("\n", RoomClient.heard(client));
      client.says("[\"CLOSE\",\"loading\"]");
      return heard;
    }

    private void again(Event event) {
      owner.answer(event);
      stage.relay.delivery().awaitTurns();
    }

    /// Writes the same metadata again, which makes a new event of kind 39000.
    private void again() {
      var tags = new ArrayList<>(metadata.tags());
      tags.add(List.of("name", String.valueOf(System.nanoTime())));
      again(TestRelay.event(TestRelay.OWNER, metadata.createdAt() + 100, 9_002, tags));
    }

    private void ephemeral() {
      owner.answer(owner.event(20_001, "r"));
    }

    private void addManager() {
      owner.does(9_000, "r", "p " + TestRelay.hex(TestRelay.ADMIN));
    }

    String write(Viewer viewer) {
      return text(viewer, TestRelay.event(key(viewer), 1, 9, List.of(List.of("h", "r"))));
    }

    String delete(Viewer viewer) {
      var tags = List.of(List.of("e", message.id().hex()));
      return text(viewer, TestRelay.event(key(viewer), 1, 5, tags));
    }

    private String text(Viewer viewer, Event event) {
      var client = viewer(viewer);
      client.forgets();
      client.publishes(event);
      var frame = client.next();
      assertThat(frame).startsWith("[\"OK\"");
      return frame.substring(frame.lastIndexOf(",\"") + 2, frame.length() - 2);
    }
  }

  private static SecretKey key(Viewer viewer) {
    return switch (viewer) {
      case MANAGER -> TestRelay.MANAGER;
      case MEMBER -> TestRelay.ALICE;
      case OUTSIDER -> TestRelay.BOB;
      case BANNED_MEMBER -> BANNED;
      case ANONYMOUS -> TestRelay.MALLORY;
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void each_viewer_sees_exactly_what_the_flags_of_the_room_allow(int flags) {
    var scene = new Scene(flags);
    var expected = new TreeMap<String, String>();
    var actual = new TreeMap<String, String>();
    for (var viewer : Viewer.values()) {
      for (var channel : Channel.values()) {
        var cell = viewer + " " + channel;
        expected.put(cell, String.valueOf(sees(viewer, flags, channel)));
        actual.put(cell, String.valueOf(scene.reveals(viewer, channel)));
      }
      expected.put(viewer + " deletes", deletionText(viewer, flags));
      actual.put(viewer + " deletes", scene.delete(viewer));
      expected.put(viewer + " writes", writeText(viewer, flags));
      actual.put(viewer + " writes", scene.write(viewer));
    }
    assertThat(actual).isEqualTo(expected);
  }
}
