package caravel.invite;

import org.jspecify.annotations.Nullable;

/// The data of a relay's page. It is no more than the relay's public document (NIP-11) says, and
/// the number of members where everyone may read.
///
/// @param operator null = unknown
public record InvitePage(Community community, Place place, @Nullable Operator operator) {
  /// @param name may be empty
  /// @param description may be empty
  /// @param members null = not shown. A relay that only members may read must have null here.
  public record Community(
      String name, String description, InvitePicture picture, @Nullable Integer members) {}

  /// @param relayUrl `ws://…` or `wss://…`, without a path
  /// @param pageUrl the page's own address, with the code
  /// @param code from [InviteLinks#shownCode]; `""` = none
  /// @param previewUrl of a picture for previews in chats; `""` = none
  public record Place(String relayUrl, String pageUrl, String code, String previewUrl) {}

  /// The platform that hosts the relay.
  ///
  /// @param url of its first page
  public record Operator(String name, String url) {}
}
