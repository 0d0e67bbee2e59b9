package caravel.invite;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.invite.InvitePage.Community;
import caravel.invite.InvitePage.Operator;
import caravel.invite.InvitePage.Place;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The page of an invite: what it says, and what hostile data does to it.
final class InviteHtmlTest {
  private static final String RELAY = "wss://choir.example.com";
  private static final String CODE = "K4T9Q2ZM";
  private static final String LINK = "https://choir.example.com/join?c=K4T9Q2ZM";
  private static final InvitePicture FLAG = new InvitePicture.OfRelay("choir");
  private static final Operator OPERATOR = new Operator("Harbour", "https://harbour.example");

  private static String page(Community community) {
    return InviteHtml.page(new InvitePage(community, new Place(RELAY, LINK, CODE, ""), OPERATOR));
  }

  private static String named(String name) {
    return page(new Community(name, "", FLAG, null));
  }

  @Test
  void the_page_has_what_a_newcomer_needs() {
    var page = page(new Community("City Choir", "We sing on Tuesdays.", FLAG, 1_234));
    assertThat(page)
        .contains("<h1 dir=\"auto\">City Choir</h1>")
        .contains("We sing on Tuesdays.")
        .contains("1,234 members")
        .contains("<code>wss://choir.example.com</code>", "<code>K4T9Q2ZM</code>")
        .contains(
            "<a class=\"button\" href=\"https://app.flotilla.social/join?r=choir.example.com&amp;c=K4T9Q2ZM\"")
        .contains("https://coracle.social/relays/choir.example.com")
        .contains("https://jumble.social/?r=wss%3A%2F%2Fchoir.example.com")
        .contains("<a href=\"https://harbour.example\" rel=\"noopener noreferrer\">Harbour</a>")
        .contains("noindex")
        .doesNotContain("<script");
    assertThat(Pattern.compile("<li>").matcher(page).results()).hasSize(3);
  }

  @Test
  void a_chat_shows_name_and_description() {
    assertThat(page(new Community("City Choir", "We sing on Tuesdays.", FLAG, null)))
        .contains("<meta property=\"og:title\" content=\"Join City Choir\">")
        .contains("<meta property=\"og:description\" content=\"We sing on Tuesdays.\">")
        .contains("<meta property=\"og:url\" content=\"" + LINK + "\">")
        .doesNotContain("og:image");
  }

  @Test
  void no_number_of_members_is_made_up() {
    assertThat(named("City Choir")).doesNotContain("member");
    assertThat(page(new Community("City Choir", "", FLAG, 1))).contains("1 member<");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "</title><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</style><style>*{display:none}</style>",
        "<!--",
        "&lt;b&gt;"
      })
  void hostile_text_stays_text(String text) {
    var page =
        InviteHtml.page(
            new InvitePage(
                new Community(text, text, FLAG, null),
                new Place(RELAY, LINK, CODE, ""),
                new Operator(text, "https://harbour.example/?" + text)));
    var tags = Pattern.compile("<[^>]*>").matcher(page).results().toList();
    var harmless = Pattern.compile("<[^>]*>").matcher(named("x")).results().toList().size();
    assertThat(page).doesNotContain(text);
    assertThat(page).contains("content=\"Join " + HtmlText.escape(text));
    // The description adds one paragraph.
    assertThat(tags).hasSize(harmless + 2);
  }

  @Test
  void the_direction_of_text_ends_with_the_text() {
    var page = named("safe \u202egnp.exe\u202c \u2067x \u0000\u0007y \ud800");
    assertThat(page).contains("<h1 dir=\"auto\">safe gnp.exe x y</h1>");
    assertThat(named("جوقة المدينة")).contains("<h1 dir=\"auto\">جوقة المدينة</h1>");
  }

  @Test
  void endless_text_is_cut_between_characters() {
    var page = page(new Community("🎻".repeat(10_000), "word ".repeat(10_000), FLAG, null));
    assertThat(page).contains("🎻".repeat(99) + "…").doesNotContain("🎻".repeat(100));
    assertThat(page.length()).isLessThan(30_000);
  }

  @Test
  void a_nameless_relay_is_called_by_its_address() {
    assertThat(named(" \u202e ")).contains("<h1 dir=\"auto\">choir.example.com</h1>");
  }

  @Test
  void only_pictures_that_need_no_other_server_are_shown() {
    var picture = InvitePicture.inline("data:image/png;base64,AAAA").orElse(FLAG);
    assertThat(page(new Community("x", "", picture, null)))
        .contains(
            "<img class=\"flag\" alt=\"\" width=\"72\" height=\"72\" src=\"data:image/png;base64,AAAA\">");
    assertThat(InvitePicture.inline("https://tracker.example/x.png")).isEmpty();
    assertThat(InvitePicture.inline("data:text/html,<b>")).isEmpty();
    assertThat(InvitePicture.inline("data:image/png,\" onerror=x ")).isEmpty();
    assertThat(InvitePicture.inline("data:image/png;base64," + "A".repeat(70_000))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "<b>", "a&r=evil", "x\n", "é", "../", "a%20"})
  void another_text_than_a_code_is_not_shown(String given) {
    assertThat(InviteLinks.shownCode(given)).isEmpty();
    assertThat(InviteLinks.shownCode("a".repeat(129))).isEmpty();
    assertThat(InviteLinks.shownCode("K4T9-q2.z_m~")).isEqualTo("K4T9-q2.z_m~");
  }

  @Test
  void a_page_without_a_code_names_no_code() {
    var place = new Place(RELAY, "https://choir.example.com/join", "", "");
    var page = InviteHtml.page(new InvitePage(new Community("Choir", "", FLAG, null), place, null));
    assertThat(page)
        .doesNotContain("Invite code", "Hosted by", "You’re invited")
        .contains("href=\"https://app.flotilla.social/spaces/choir.example.com\"");
  }

  @Test
  void no_app_of_the_web_is_offered_for_an_address_of_one_machine() {
    var place = new Place("ws://a.localhost:3334", "http://a.localhost:3334/join?c=X", "X", "");
    var page = InviteHtml.page(new InvitePage(new Community("Choir", "", FLAG, null), place, null));
    assertThat(page)
        .doesNotContain("app.flotilla.social", "coracle.social")
        .contains("can only be reached from the computer that it runs on");
  }

  @Test
  void the_code_to_scan_is_the_link() throws ReaderException {
    assertThat(scanned(named("Choir"))).isEqualTo(LINK);
  }

  @Test
  void a_link_that_is_too_long_for_a_camera_has_no_code() {
    var place = new Place(RELAY, "https://choir.example.com/" + "x".repeat(600), "", "");
    assertThat(InviteHtml.page(new InvitePage(new Community("x", "", FLAG, null), place, null)))
        .doesNotContain("class=\"qr\"");
  }

  @Test
  void the_policy_allows_the_style_of_the_page_and_nothing_else() throws NoSuchAlgorithmException {
    var policy = InviteHtml.headers().get("Content-Security-Policy");
    for (var page :
        new String[] {named("x"), InviteHtml.unknown(OPERATOR), InviteHtml.unavailable(null)}) {
      var style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
      var hash =
          MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
      assertThat(policy)
          .startsWith("default-src 'none'; ")
          .contains("style-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "';")
          .contains("frame-ancestors 'none'");
      assertThat(page).doesNotContain(" style=", "javascript:");
    }
  }

  @Test
  void a_page_about_no_relay_tells_nothing() {
    assertThat(InviteHtml.unknown(OPERATOR)).contains("There’s no community at this address.");
    assertThat(InviteHtml.unavailable(null)).contains("isn’t available at the moment");
  }

  /// Reads the code of the page as a camera does.
  private static String scanned(String page) throws ReaderException {
    var size = Pattern.compile("class=\"qr\"[^>]*viewBox=\"0 0 (\\d+) \\1\"").matcher(page);
    assertThat(size.find()).isTrue();
    var modules = Integer.parseInt(size.group(1));
    var scale = 4;
    var side = modules * scale;
    var pixels = new int[side * side];
    Arrays.fill(pixels, 0xffffffff);
    var runs = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-\\d+z").matcher(page);
    while (runs.find()) {
      var left = Integer.parseInt(runs.group(1)) * scale;
      var top = Integer.parseInt(runs.group(2)) * scale;
      for (var y = top; y < top + scale; y++) {
        var from = y * side + left;
        Arrays.fill(pixels, from, from + Integer.parseInt(runs.group(3)) * scale, 0xff000000);
      }
    }
    var source = new RGBLuminanceSource(side, side, pixels);
    return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source))).getText();
  }
}
