package caravel.engine.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Types come from bytes; a client's claim never makes a file active.
final class MediaTypesTest {
  @ParameterizedTest
  @CsvSource({
    "89504e470d0a1a0a00,image/png",
    "ffd8ffe000,image/jpeg",
    "474946383961,image/gif",
    "52494646aabbccdd57454250565038,image/webp",
    "000000206674797061766966,image/avif",
    "00000020667479706d703432,video/mp4",
    "1a45dfa3,video/webm",
    "4f676753,audio/ogg",
    "494433,audio/mpeg",
    "255044462d,application/pdf",
    "010203,application/octet-stream"
  })
  void bytes_decide(String hex, String expected) {
    var head = HexFormat.of().parseHex(hex);
    assertThat(MediaTypes.sniff(head, "text/html")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "hello,text/plain,text/plain; charset=utf-8",
    "hello,'text/plain; charset=latin1',text/plain; charset=utf-8",
    "hello,'',application/octet-stream",
    "hello,image/jpeg,application/octet-stream",
    "hello,application/x-unknown,application/octet-stream",
    "hello,text/html,text/html",
    "<svg onload=x>,image/png,image/svg+xml",
    "'<?xml version=\"1.0\"?> <SVG>',text/plain,image/svg+xml",
    "<!DOCTYPE html>,text/plain,text/html",
    "a <script>,text/plain,text/html"
  })
  void text_is_what_it_contains_or_claims(String text, String claimed, String expected) {
    assertThat(MediaTypes.sniff(text.getBytes(StandardCharsets.UTF_8), claimed))
        .isEqualTo(expected);
  }

  @Test
  void only_html_and_svg_are_active() {
    assertThat(MediaTypes.isActive("text/html")).isTrue();
    assertThat(MediaTypes.isActive("image/svg+xml")).isTrue();
    assertThat(MediaTypes.isActive("text/plain; charset=utf-8")).isFalse();
    assertThat(MediaTypes.ending("image/jpeg")).isEqualTo("jpg");
    assertThat(MediaTypes.ending(MediaTypes.UNKNOWN)).isEqualTo("bin");
  }
}
