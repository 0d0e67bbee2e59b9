package caravel.engine.http;

import caravel.engine.media.MediaDescriptor;
import caravel.engine.media.MediaStore;
import caravel.engine.media.MediaStore.Refusal;
import caravel.engine.media.MediaStore.Reservation;
import caravel.engine.media.MediaToken;
import caravel.engine.media.MediaUpload;
import caravel.engine.session.LiveRelay;
import caravel.nostr.Json;
import caravel.outbound.OutboundGuard.Fetched;
import caravel.outbound.PublicUrl;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import tools.jackson.core.JacksonException;

/// Receives files: from the body of an upload, or from another server (BUD-04). A file is stored
/// only if its bytes have a hash that the token allows.
final class MediaReceiver {
  private static final int BUFFER_BYTES = 64 * 1024;
  static final String WRONG_HASH = "blob hash does not match any \"x\" tag in authorization event";
  private static final String NOT_FETCHED = "failed to download from url";
  private static final int OK = 200;

  private final InstantSource clock;
  private final LongSupplier nanos;

  /// @param nanos measures the rate of an upload, as [System#nanoTime()]
  MediaReceiver(InstantSource clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
  }

  /// Answers whether an upload of so many bytes would be taken (BUD-06).
  ///
  /// @param bytes 0 = unknown
  void examine(RequestContext context, LiveRelay relay, MediaToken token, long bytes)
      throws IOException {
    if (mayStore(context, relay, token, bytes)) {
      context.empty(OK);
    }
  }

  /// Stores the body of the request.
  void upload(RequestContext context, LiveRelay relay, MediaToken token) throws IOException {
    long bytes = context.request().getLength();
    if (bytes <= 0) {
      context.reply(400, "missing \"Content-Length\" header");
      return;
    }
    if (!mayStore(context, relay, token, bytes)) {
      return;
    }
    switch (store(relay).reserve(token.signer(), bytes)) {
      case Reservation.Refused(var why) -> refuse(context, why);
      case Reservation.Granted(var upload) -> {
        try (upload) {
          receive(context, upload);
          upload.claimType(context.header("Content-Type"));
          finish(context, relay, token, upload);
        } catch (TransferRate.TooSlowException _) {
          context.response().getHeaders().put(HttpHeader.CONNECTION, "close");
          context.reply(408, "the file came too slowly");
        }
      }
    }
  }

  private void receive(RequestContext context, MediaUpload upload) throws IOException {
    var rate = new TransferRate(nanos);
    var buffer = new byte[BUFFER_BYTES];
    var in = Content.Source.asInputStream(context.request());
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      upload.write(buffer, count);
      rate.require(upload.size());
    }
    if (upload.size() != context.request().getLength()) {
      throw new IOException("fewer bytes arrived than were announced");
    }
  }

  /// Stores the file at an address. The token must name its hash.
  ///
  /// @param body `{"url": "https://…"}`
  void mirror(RequestContext context, LiveRelay relay, MediaToken token, byte[] body)
      throws IOException {
    if (!relay.admits(token.signer())) {
      context.reply(403, "unauthorized");
      return;
    }
    String address;
    try {
      address = Json.mapper().readTree(body).path("url").asString("");
    } catch (JacksonException _) {
      context.reply(400, "invalid request body");
      return;
    }
    if (!token.namesFiles()) {
      context.reply(403, WRONG_HASH);
      return;
    }
    PublicUrl url;
    try {
      url = PublicUrl.parse(address);
    } catch (IllegalArgumentException _) {
      context.reply(503, NOT_FETCHED + ": it is not a public https address");
      return;
    }
    if (!mayStore(context, relay, token, 0)) {
      return;
    }
    switch (store(relay).fetch(url)) {
      case Fetched.Answer(var status, var bytes) when status == OK && bytes.length > 0 ->
          store(context, relay, token, bytes);
      case Fetched.Answer(var status, _) ->
          context.reply(503, NOT_FETCHED + ": it answered with status " + status);
      case Fetched.TooLong _ -> refuse(context, Refusal.FILE_TOO_LARGE);
      case Fetched.Busy _ -> {
        context.response().getHeaders().put(HttpHeader.RETRY_AFTER, "5");
        context.reply(503, "too many files are being fetched; try again later");
      }
      case Fetched.Unreachable _, Fetched.Lost _ -> context.reply(503, NOT_FETCHED);
    }
  }

  private void store(RequestContext context, LiveRelay relay, MediaToken token, byte[] bytes)
      throws IOException {
    switch (store(relay).reserve(token.signer(), bytes.length)) {
      case Reservation.Refused(var why) -> refuse(context, why);
      case Reservation.Granted(var upload) -> {
        try (upload) {
          upload.write(bytes, bytes.length);
          finish(context, relay, token, upload);
        }
      }
    }
  }

  /// The membership is checked again, because it may have ended during the upload.
  private void finish(RequestContext context, LiveRelay relay, MediaToken token, MediaUpload upload)
      throws IOException {
    var hash = upload.hash();
    if (token.excludes(hash)) {
      context.reply(403, WRONG_HASH);
    } else if (!relay.admits(token.signer())) {
      context.reply(403, "unauthorized");
    } else {
      var file = upload.finish(hash, clock.instant().getEpochSecond());
      context.answer(
          OK, RequestContext.JSON, MediaDescriptor.write(file, BlossomHandler.server(relay)));
    }
  }

  /// Answers with a refusal, in zooid's order: the size before the membership.
  private static boolean mayStore(
      RequestContext context, LiveRelay relay, MediaToken token, long bytes) throws IOException {
    var refusal = store(relay).refusal(token.signer(), bytes);
    if (refusal == Refusal.FILE_TOO_LARGE) {
      refuse(context, refusal);
      return false;
    }
    if (!relay.admits(token.signer())) {
      context.reply(403, "unauthorized");
      return false;
    }
    if (refusal != null) {
      refuse(context, refusal);
      return false;
    }
    return true;
  }

  private static MediaStore store(LiveRelay relay) throws IOException {
    return relay.files().orElseThrow(() -> new IOException("files are no longer enabled"));
  }

  private static void refuse(RequestContext context, Refusal why) {
    switch (why) {
      case FILE_TOO_LARGE -> context.reply(413, "file too large");
      case RELAY_FULL ->
          context.reply(413, "this relay has no space left for files; delete some of them");
      case MEMBER_FULL ->
          context.reply(413, "your files take all the space you have; delete some of them");
      case DISK_LOW -> context.reply(507, "this server is almost out of disk space");
    }
  }
}
