package caravel.engine.media.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Smaller pictures, and pictures that are meant to harm a decoder.
final class PictureScalerTest {
  private static final int SIDE = 320;

  private static Optional<EncodedPicture> parse(byte[] file) {
    return EncodedPicture.parse(file[0] == (byte) 0xff ? "image/jpeg" : "image/png", file);
  }

  private static BufferedImage scaled(byte[] file) throws IOException {
    var copy = PictureScaler.scale(parse(file).orElseThrow(), SIDE, () -> false).orElseThrow();
    return ImageIO.read(new ByteArrayInputStream(copy));
  }

  private static int red(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) >> 16 & 0xff;
  }

  private static void assertRedIsLeft(BufferedImage image) {
    assertThat(red(image, image.getWidth() / 8, image.getHeight() / 2)).isGreaterThan(180);
    assertThat(red(image, image.getWidth() * 7 / 8, image.getHeight() / 2)).isLessThan(40);
  }

  @ParameterizedTest
  @CsvSource({
    "1000,500,320,160",
    "500,1000,160,320",
    "641,641,320,320",
    "5000,7,320,1",
    "321,3,320,3",
    "3001,2003,320,214"
  })
  void a_picture_fits_into_the_square_and_keeps_its_form(
      int width, int height, int smallWidth, int smallHeight) throws IOException {
    for (var file :
        new byte[][] {TestPicture.png(width, height), TestPicture.jpeg(width, height)}) {
      var small = scaled(file);
      assertThat(small.getWidth()).isEqualTo(smallWidth);
      assertThat(small.getHeight()).isEqualTo(smallHeight);
      if (smallHeight > 10) {
        assertRedIsLeft(small);
      }
    }
  }

  @Test
  void a_progressive_picture_is_decoded() throws IOException {
    var image = TestPicture.image(900, 600, BufferedImage.TYPE_INT_RGB);
    assertRedIsLeft(scaled(TestPicture.encode(image, "jpeg", true)));
    assertRedIsLeft(scaled(TestPicture.encode(image, "png", true)));
  }

  @Test
  void transparent_pixels_stay_transparent() throws IOException {
    var image = TestPicture.image(800, 800, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < 400; y++) {
      for (int x = 0; x < 800; x++) {
        image.setRGB(x, y, 0x00123456);
      }
    }
    var small = scaled(TestPicture.encode(image, "png"));
    assertThat(small.getRGB(160, 80) >>> 24).isZero();
    assertThat(small.getRGB(80, 240) >>> 24).isEqualTo(0xff);
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY})
  void grey_keeps_its_brightness(int type) throws IOException {
    var image = new BufferedImage(700, 700, type);
    var is16 = type == BufferedImage.TYPE_USHORT_GRAY;
    for (int i = 0; i < 700 * 700; i++) {
      image.getRaster().setSample(i % 700, i / 700, 0, is16 ? 100 << 8 : 100);
    }
    for (var format : is16 ? new String[] {"png"} : new String[] {"png", "jpeg"}) {
      var small = scaled(TestPicture.encode(image, format));
      // As a browser shows it: the sample is the value of sRGB.
      assertThat(small.getRaster().getSample(50, 50, 0)).isBetween(98, 102);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,160,true", "2,160,false", "3,160,false", "4,160,true", "6,320,", "8,320,"})
  void a_photo_is_turned_as_the_camera_was_held(int orientation, int height, Boolean isRedLeft)
      throws IOException {
    var exif = ByteBuffer.allocate(36);
    exif.putShort((short) 0xffe1).putShort((short) 34);
    exif.put("Exif\0\0MM\0*".getBytes(StandardCharsets.ISO_8859_1)).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x112).putShort((short) 3).putInt(1).putShort((short) orientation);
    var small = scaled(TestPicture.insert(TestPicture.jpeg(1_000, 500), 2, exif.array()));
    assertThat(small.getHeight()).isEqualTo(height);
    if (isRedLeft != null) {
      assertThat(red(small, 20, 80) > 128).isEqualTo(isRedLeft);
    } else {
      assertThat(red(small, 80, 20) > 128).isEqualTo(orientation == 6);
    }
  }

  @Test
  void a_header_of_60_000_by_60_000_is_refused_before_decoding() throws IOException {
    assertThat(parse(TestPicture.hostilePng(60_000, 60_000, 2, 10))).isEmpty();
    assertThat(parse(TestPicture.hostilePng(-1, 5, 2, 1))).isEmpty();
    assertThat(parse(TestPicture.hostilePng(100_000, 1, 0, 1))).isEmpty();
    var jpeg = TestPicture.jpeg(400, 400);
    int frame = frame(jpeg);
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000);
    assertThat(parse(jpeg)).isEmpty();
  }

  private static int frame(byte[] jpeg) {
    int at = 2;
    while (jpeg[at + 1] != (byte) 0xc0 && jpeg[at + 1] != (byte) 0xc2) {
      at += 2 + (ByteBuffer.wrap(jpeg).getShort(at + 2) & 0xffff);
    }
    return at;
  }

  @Test
  void a_text_that_unpacks_to_gigabytes_is_not_given_to_the_decoder() throws IOException {
    var text = new ByteArrayOutputStream();
    text.write(new byte[] {'k', 0, 0});
    text.write(TestPicture.zeros(1L << 30));
    var palette = TestPicture.chunk("PLTE", new byte[3]);
    var bomb = TestPicture.chunk("zTXt", text.toByteArray());
    var file = TestPicture.hostilePng(640, 640, 3, 640, palette, bomb);
    var picture = parse(file).orElseThrow();
    assertThat(picture.bytes().length).isLessThan(4_096);
    assertThat(scaled(file).getWidth()).isEqualTo(SIDE);
  }

  @Test
  void rows_that_unpack_to_more_than_the_picture_are_not_read() throws IOException {
    assertThat(scaled(TestPicture.hostilePng(640, 640, 0, 1_000_000)).getWidth()).isEqualTo(SIDE);
  }

  @Test
  void a_jpeg_of_very_many_scans_is_refused() throws IOException {
    var image = TestPicture.image(400, 400, BufferedImage.TYPE_INT_RGB);
    var jpeg = TestPicture.encode(image, "jpeg", true);
    int scan = scan(jpeg);
    int end = scan + 2;
    while (jpeg[end] != (byte) 0xff || jpeg[end + 1] == 0) {
      end++;
    }
    var many = jpeg;
    for (int i = 0; i < JpegSegments.SCANS_MAX; i++) {
      many = TestPicture.insert(many, scan, Arrays.copyOfRange(jpeg, scan, end));
    }
    assertThat(parse(jpeg)).isPresent();
    assertThat(parse(many)).isEmpty();
  }

  @Test
  void a_large_jpeg_of_several_scans_is_refused() throws IOException {
    var jpeg =
        TestPicture.encode(TestPicture.image(400, 400, BufferedImage.TYPE_INT_RGB), "jpeg", true);
    int frame = frame(jpeg);
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 5_000).putShort(frame + 7, (short) 5_000);
    assertThat(parse(jpeg)).isEmpty();
  }

  private static int scan(byte[] jpeg) {
    int at = 2;
    while (jpeg[at + 1] != (byte) 0xda) {
      at += 2 + (ByteBuffer.wrap(jpeg).getShort(at + 2) & 0xffff);
    }
    return at;
  }

  @Test
  void an_animated_png_is_left_alone() throws IOException {
    var moving = TestPicture.chunk("acTL", new byte[8]);
    assertThat(parse(TestPicture.hostilePng(640, 640, 0, 640, moving))).isEmpty();
  }

  @Test
  void a_decoding_that_takes_too_long_ends() throws IOException {
    for (var file : new byte[][] {TestPicture.png(2_000, 2_000), TestPicture.jpeg(2_000, 2_000)}) {
      var asked = new int[1];
      var copy = PictureScaler.scale(parse(file).orElseThrow(), SIDE, () -> ++asked[0] > 10);
      assertThat(copy).isEmpty();
      assertThat(asked[0]).isLessThan(100);
    }
  }

  @Test
  void a_damaged_picture_never_does_more_than_fail() throws IOException {
    long seed = 20;
    var random = new Random(seed);
    for (var whole :
        new byte[][] {
          TestPicture.png(400, 300),
          TestPicture.jpeg(400, 300),
          TestPicture.encode(TestPicture.image(400, 300, BufferedImage.TYPE_INT_RGB), "jpeg", true)
        }) {
      for (int round = 0; round < 100; round++) {
        var file = whole.clone();
        for (int i = random.nextInt(8); i >= 0; i--) {
          file[random.nextInt(random.nextBoolean() ? 700 : file.length)] = (byte) random.nextInt();
        }
        var damaged = round % 3 == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file;
        var picture = damaged.length == 0 ? Optional.<EncodedPicture>empty() : parse(damaged);
        if (picture.isPresent() && picture.get().longestSide() > SIDE) {
          PictureScaler.scale(picture.get(), SIDE, () -> false);
        }
      }
    }
  }

  @Test
  void a_truncated_file_is_no_picture() throws IOException {
    for (var file : new byte[][] {TestPicture.png(640, 480), TestPicture.jpeg(640, 480)}) {
      assertThat(parse(Arrays.copyOf(file, file.length / 2))).isEmpty();
    }
  }
}
