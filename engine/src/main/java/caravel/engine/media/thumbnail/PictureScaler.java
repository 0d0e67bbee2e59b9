package caravel.engine.media.thumbnail;

import caravel.engine.media.thumbnail.EncodedPicture.Turn;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.imageio.IIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Decodes a picture and encodes a smaller one. Holds at most four times the pixels of the result,
/// besides the rows that the decoder works on.
final class PictureScaler {
  private static final float QUALITY = 0.8f;

  /// The decoder's picture is at least the result, and at most this many times as wide and high.
  private static final int OVERSAMPLING = 2;

  static {
    // Otherwise the JDK could look for a screen.
    System.setProperty("java.awt.headless", "true");
    ImageIO.setUseCache(false);
  }

  private PictureScaler() {}

  /// Makes a smaller picture: a PNG if pixels are transparent, otherwise a JPEG.
  ///
  /// @param side most pixels of the result in width and height; less than the picture has
  /// @param isLate asked while the picture is decoded; true = give up
  /// @return empty when the picture is damaged or it takes too long
  /// @throws IOException when the result cannot be encoded
  static Optional<byte[]> scale(EncodedPicture picture, int side, BooleanSupplier isLate)
      throws IOException {
    var decoded = decode(picture, side * OVERSAMPLING, isLate);
    if (decoded.isEmpty()) {
      return Optional.empty();
    }
    double factor = (double) side / picture.longestSide();
    int width = (int) Math.max(1, Math.round(picture.width() * factor));
    int height = (int) Math.max(1, Math.round(picture.height() * factor));
    var scaled = Pixels.of(decoded.get()).scaledTo(width, height).turned(picture.turn());
    return Optional.of(scaled.isOpaque() ? encode(scaled, "jpeg") : encode(scaled, "png"));
  }

  private static Optional<BufferedImage> decode(
      EncodedPicture picture, int sideMax, BooleanSupplier isLate) throws IOException {
    var reader = ImageIO.getImageReadersByFormatName(picture.format()).next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(picture.bytes()))) {
      reader.setInput(in, true, true);
      if (reader.getWidth(0) != picture.width() || reader.getHeight(0) != picture.height()) {
        return Optional.empty();
      }
      reader.addIIOReadProgressListener(new Deadline(isLate));
      var how = reader.getDefaultReadParam();
      int step = Math.ceilDiv(picture.longestSide(), sideMax);
      how.setSourceSubsampling(
          Math.min(step, picture.width()), Math.min(step, picture.height()), 0, 0);
      var image = reader.read(0, how);
      return isLate.getAsBoolean() ? Optional.empty() : Optional.of(image);
    } catch (IIOException | RuntimeException _) {
      // Decoders throw several kinds of exceptions for damaged pictures.
      return Optional.empty();
    } finally {
      reader.dispose();
    }
  }

  private static byte[] encode(Pixels pixels, String format) throws IOException {
    var isPng = format.equals("png");
    var image =
        new BufferedImage(
            pixels.width(),
            pixels.height(),
            isPng ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, pixels.width(), pixels.height(), pixels.argb(), 0, pixels.width());
    var writer = ImageIO.getImageWritersByFormatName(format).next();
    var bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      var how = writer.getDefaultWriteParam();
      if (!isPng) {
        how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        how.setCompressionQuality(QUALITY);
      }
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /// The pixels of a picture, row by row, not premultiplied.
  @SuppressWarnings("ArrayRecordComponent") // Never compared or copied.
  private record Pixels(int width, int height, int[] argb) {
    static Pixels of(BufferedImage image) {
      int width = image.getWidth();
      int height = image.getHeight();
      var model = image.getColorModel();
      // The JDK takes grey values for linear light, which PNG and JPEG do not mean.
      var isGrey =
          !(model instanceof IndexColorModel)
              && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
      var argb =
          isGrey
              ? grey(image)
              : image.getRGB(0, 0, width, height, new int[width * height], 0, width);
      return new Pixels(width, height, argb);
    }

    private static int[] grey(BufferedImage image) {
      var raster = image.getRaster();
      int width = image.getWidth();
      int shift = image.getColorModel().getComponentSize(0) - Byte.SIZE;
      var argb = new int[width * image.getHeight()];
      for (int i = 0; i < argb.length; i++) {
        int grey = raster.getSample(i % width, i / width, 0) >> shift;
        int alpha =
            raster.getNumBands() > 1 ? raster.getSample(i % width, i / width, 1) >> shift : 0xff;
        argb[i] = alpha << 24 | grey << 16 | grey << 8 | grey;
      }
      return argb;
    }

    boolean isOpaque() {
      for (int pixel : argb) {
        if (pixel >>> 24 != 0xff) {
          return false;
        }
      }
      return true;
    }

    /// Each pixel of the result is the mean of those that it covers.
    Pixels scaledTo(int newWidth, int newHeight) {
      var scaled = new int[newWidth * newHeight];
      for (int y = 0; y < newHeight; y++) {
        int top = (int) ((long) y * height / newHeight);
        int bottom = Math.max(top + 1, (int) ((y + 1L) * height / newHeight));
        for (int x = 0; x < newWidth; x++) {
          int left = (int) ((long) x * width / newWidth);
          int right = Math.max(left + 1, (int) ((x + 1L) * width / newWidth));
          scaled[y * newWidth + x] = mean(left, top, right, bottom);
        }
      }
      return new Pixels(newWidth, newHeight, scaled);
    }

    private int mean(int left, int top, int right, int bottom) {
      long alpha = 0;
      long red = 0;
      long green = 0;
      long blue = 0;
      for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
          int pixel = argb[y * width + x];
          int a = pixel >>> 24;
          alpha += a;
          red += (long) a * (pixel >> 16 & 0xff);
          green += (long) a * (pixel >> 8 & 0xff);
          blue += (long) a * (pixel & 0xff);
        }
      }
      if (alpha == 0) {
        return 0;
      }
      long count = (long) (right - left) * (bottom - top);
      return (int) (alpha / count) << 24
          | (int) (red / alpha) << 16
          | (int) (green / alpha) << 8
          | (int) (blue / alpha);
    }

    Pixels turned(Turn turn) {
      var turned = turn.mirrored() ? mirrored() : this;
      for (int i = 0; i < turn.quarters(); i++) {
        turned = turned.turnedOnce();
      }
      return turned;
    }

    private Pixels mirrored() {
      var result = new int[argb.length];
      for (int i = 0; i < argb.length; i++) {
        result[i] = argb[i - i % width + width - 1 - i % width];
      }
      return new Pixels(width, height, result);
    }

    /// Turned clockwise by 90 degrees.
    private Pixels turnedOnce() {
      var result = new int[argb.length];
      for (int i = 0; i < argb.length; i++) {
        int x = i % width;
        int y = i / width;
        result[x * height + height - 1 - y] = argb[i];
      }
      return new Pixels(/* width= */ height, /* height= */ width, result);
    }
  }

  /// Ends the decoding of a picture that takes too long. Called for each row.
  private record Deadline(BooleanSupplier isLate) implements IIOReadProgressListener {
    @Override
    public void imageProgress(ImageReader reader, float percentage) {
      if (isLate.getAsBoolean()) {
        reader.abort();
      }
    }

    @Override
    public void sequenceStarted(ImageReader reader, int index) {}

    @Override
    public void sequenceComplete(ImageReader reader) {}

    @Override
    public void imageStarted(ImageReader reader, int index) {}

    @Override
    public void imageComplete(ImageReader reader) {}

    @Override
    public void thumbnailStarted(ImageReader reader, int index, int thumbnail) {}

    @Override
    public void thumbnailProgress(ImageReader reader, float percentage) {}

    @Override
    public void thumbnailComplete(ImageReader reader) {}

    @Override
    public void readAborted(ImageReader reader) {}
  }
}
