package caravel.engine.http;

import caravel.engine.media.BlobHash;
import caravel.engine.media.MediaEntry;
import caravel.engine.media.MediaFile;
import caravel.engine.media.MediaStore;
import caravel.engine.media.MediaStore.Refusal;
import caravel.engine.media.MediaStore.Reservation;
import caravel.engine.media.MediaUpload;
import caravel.engine.session.LiveRelay;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.io.Content;

/// Sends single files of a relay, and receives them with their owners, for exports and imports.
///
/// Not in zooid. Holds one buffer in memory. Owners need not be members, because the file may come
/// from another relay.
final class FileTransfers {
  /// Files on their way at the same time, in each direction.
  private static final int TRANSFERS_MAX = 16;

  /// Longest line that describes a file.
  private static final int ENTRY_BYTES_MAX = 64 * 1024;

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Semaphore sending = new Semaphore(TRANSFERS_MAX);
  private final Semaphore receiving = new Semaphore(TRANSFERS_MAX);

  /// Answers with the bytes of a file.
  ///
  /// @param hash not validated yet
  void send(RequestContext context, MediaStore store, String hash) {
    EventTransfers.start(
        sending,
        context,
        () -> {
          var name = BlobHash.parse(hash);
          var file = name.isEmpty() ? Optional.<MediaFile>empty() : store.find(name.get());
          if (file.isEmpty()) {
            context.json(404, "error", "file not found");
          } else {
            new MediaDownload(context, store, file.get(), System::nanoTime).send(true);
          }
        });
  }

  /// Stores a file. The body is a line of JSON, as [MediaEntry#line] writes it, and the bytes. A
  /// file that is stored already gets the owners.
  ///
  /// @param hash not validated yet
  void receive(RequestContext context, LiveRelay relay, MediaStore store, String hash) {
    EventTransfers.start(
        receiving,
        context,
        () -> {
          var in = new BufferedInputStream(Content.Source.asInputStream(context.request()));
          MediaEntry entry;
          try {
            entry = entry(in);
          } catch (IllegalArgumentException malformed) {
            refuse(context, in, 400, "the first line does not describe a file");
            return;
          }
          if (!entry.file().hash().hex().equals(hash)) {
            refuse(context, in, 400, "the first line describes another file");
          } else if (!relay.config().features().blossom().enabled()) {
            refuse(context, in, 409, "files are not enabled on this relay");
          } else if (store.addOwners(entry)) {
            refuse(context, in, 200, "");
          } else {
            store(context, store, entry, in);
          }
        });
  }

  /// Reads the first line.
  ///
  /// @throws IllegalArgumentException when it describes no file
  private static MediaEntry entry(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.size() == ENTRY_BYTES_MAX) {
        throw new IllegalArgumentException("no line");
      }
      line.write(next);
    }
    return MediaEntry.parse(line.toString(StandardCharsets.UTF_8));
  }

  private static void store(
      RequestContext context, MediaStore store, MediaEntry entry, InputStream in)
      throws IOException {
    var file = entry.file();
    switch (store.reserve(entry.owners().getFirst().owner(), file.size())) {
      case Reservation.Refused(var why) -> refuse(context, in, why);
      case Reservation.Granted(var upload) -> {
        try (upload) {
          receive(in, upload, file.size());
          upload.claimType(file.type());
          var hash = upload.hash();
          if (upload.size() != file.size() || !hash.equals(file.hash())) {
            refuse(context, in, 400, "the bytes are not those of the file");
          } else {
            upload.finish(hash, file.uploaded(), entry.owners());
            context.json(201, "message", "file stored successfully");
          }
        }
      }
    }
  }

  /// @param bytesMax the rest is left unread
  private static void receive(InputStream in, MediaUpload upload, long bytesMax)
      throws IOException {
    var rate = new TransferRate(System::nanoTime);
    var buffer = new byte[BUFFER_BYTES];
    while (upload.size() < bytesMax) {
      int count = in.read(buffer, 0, (int) Math.min(BUFFER_BYTES, bytesMax - upload.size()));
      if (count < 0) {
        return;
      }
      upload.write(buffer, count);
      rate.require(upload.size());
    }
  }

  private static void refuse(RequestContext context, InputStream in, Refusal why)
      throws IOException {
    switch (why) {
      case FILE_TOO_LARGE -> refuse(context, in, 413, "file too large");
      case RELAY_FULL -> refuse(context, in, 413, "this relay has no space left for files");
      case MEMBER_FULL -> refuse(context, in, 413, "its owner has no space left for files");
      case DISK_LOW -> refuse(context, in, 507, "this server is almost out of disk space");
    }
  }

  /// Answers after the rest of the body was read, because the sender reads no answer before.
  private static void refuse(RequestContext context, InputStream in, int status, String text)
      throws IOException {
    long rest = MediaStore.FILE_BYTES_MAX;
    var buffer = new byte[BUFFER_BYTES];
    for (int count = in.read(buffer); count >= 0 && rest > 0; count = in.read(buffer)) {
      rest -= count;
    }
    if (status == 200) {
      context.json(status, "message", "file known");
    } else {
      context.json(status, "error", text);
    }
  }
}
