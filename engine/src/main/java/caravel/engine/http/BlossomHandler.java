package caravel.engine.http;

import static java.util.stream.Collectors.joining;

import caravel.engine.media.BlobHash;
import caravel.engine.media.MediaDescriptor;
import caravel.engine.media.MediaFile;
import caravel.engine.media.MediaStore;
import caravel.engine.media.MediaToken;
import caravel.engine.media.thumbnail.Thumbnails;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.session.LiveRelay;
import caravel.nostr.EventBytes;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The files of a relay over HTTP (Blossom: BUD-01, 02, 04, 06, 08 and 09), with the statuses and
/// messages of zooid. A refusal has an empty body and the header `X-Reason`.
final class BlossomHandler {
  /// Largest body of a mirror request or a report.
  private static final int BODY_BYTES_MAX = 64 * 1024;

  /// Most files of one list.
  private static final int LIST_FILES_MAX = 1_000;

  /// The parameter of a request for a smaller picture. Other servers ignore it and send the file.
  private static final String WIDTH = "w";

  private static final int REPORT_KIND = 1_984;
  private static final int NAME_CHARACTERS = 64;
  private static final String MISSING = "missing \"Authorization\" header";
  private static final String WRONG_VERB = "invalid \"Authorization\" event \"t\" tag";
  private static final String WRONG_FILE =
      "invalid \"Authorization\" event \"x\" or \"server\" tag";
  private static final String UNAUTHORIZED = "unauthorized";
  private static final String NOT_FOUND = "file not found";
  private static final String RESTORING =
      "the files of this relay are being restored from a backup; try again later";
  private static final String TOO_MANY = "rate-limited: too many requests";
  private static final String EXPOSED =
      "X-Reason, Content-Length, Content-Range, Accept-Ranges, ETag, Retry-After";

  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Predicate<RemoteAddress> mayAsk;
  private final TransferSlots uploads = new TransferSlots(TransferSlots.Limits.UPLOADS);
  private final TransferSlots downloads = new TransferSlots(TransferSlots.Limits.DOWNLOADS);
  private final MediaReceiver receiver;
  private final RequestContext.BodyLimit bodies;

  /// @param nanos measures the rates of transfers, as [System#nanoTime()]
  /// @param mayAsk counts a request against the rate of its address
  BlossomHandler(
      InstantSource clock,
      LongSupplier nanos,
      HttpWorkers workers,
      Predicate<RemoteAddress> mayAsk) {
    this.clock = clock;
    this.nanos = nanos;
    this.mayAsk = mayAsk;
    this.receiver = new MediaReceiver(clock, nanos);
    this.bodies = workers.bodyLimit(BODY_BYTES_MAX, "the body is too large");
  }

  /// The address of a relay in descriptors and tokens.
  static String server(LiveRelay relay) {
    return "https://" + relay.config().host();
  }

  /// Handles a request for files.
  ///
  /// @return false = it is none, or the relay has no files
  boolean handle(RequestContext context, LiveRelay relay) {
    var store = relay.files();
    if (store.isEmpty() || !relay.config().features().blossom().enabled()) {
      return false;
    }
    var transfer = transfer(context, relay, store.get());
    if (transfer == null) {
      return false;
    }
    if (!context.header("Origin").isEmpty()) {
      context.response().getHeaders().put("Access-Control-Expose-Headers", EXPOSED);
    }
    if (store.get().isRestoring()) {
      context.reply(503, RESTORING);
      return true;
    }
    if (!mayAsk.test(context.client())) {
      context.reply(429, TOO_MANY);
      return true;
    }
    var isUpload = context.method().equals("PUT");
    var slots = isUpload ? uploads : downloads;
    if (isUpload && !context.rawPath().equals("/upload")) {
      context.readBody(
          bodies,
          body -> slots.run(relay, context, () -> run(context, transfer, body)),
          refused -> context.reply(400, refused));
    } else {
      slots.run(relay, context, () -> run(context, transfer, new byte[0]));
    }
    return true;
  }

  /// The work for one request.
  private interface Work {
    /// @param body of a mirror request or a report; otherwise empty
    void run(byte[] body) throws IOException, FileRequestException;
  }

  private static void run(RequestContext context, Work work, byte[] body) throws IOException {
    try {
      work.run(body);
    } catch (FileRequestException refused) {
      context.reply(refused.status(), refused.reason());
    }
  }

  private @Nullable Work transfer(RequestContext context, LiveRelay relay, MediaStore store) {
    var path = context.rawPath();
    var method = context.method();
    return switch (path) {
      case "/upload" ->
          switch (method) {
            case "HEAD" -> _ -> examine(context, relay);
            case "PUT" -> _ -> upload(context, relay);
            default -> null;
          };
      case "/mirror" -> method.equals("PUT") ? body -> mirror(context, relay, body) : null;
      case "/report" -> method.equals("PUT") ? body -> report(context, relay, body) : null;
      case "/media" -> _ -> redirect(context);
      default ->
          path.startsWith("/list/") && method.equals("GET")
              ? _ -> list(context, relay, store)
              : blob(context, relay, store);
    };
  }

  private @Nullable Work blob(RequestContext context, LiveRelay relay, MediaStore store) {
    var name = context.rawPath().substring(1).split("\\.", 2)[0];
    if (name.length() != NAME_CHARACTERS || name.contains("/")) {
      return null;
    }
    return switch (context.method()) {
      case "GET", "HEAD" -> _ -> read(context, relay, store, name);
      case "DELETE" -> _ -> delete(context, relay, store, name);
      default -> null;
    };
  }

  private void examine(RequestContext context, LiveRelay relay)
      throws IOException, FileRequestException {
    var token = requireToken(token(context, relay), "upload");
    var announced = BlobHash.parse(context.header("X-SHA-256"));
    if (announced.filter(token::excludes).isPresent()) {
      throw new FileRequestException(403, MediaReceiver.WRONG_HASH);
    }
    receiver.examine(context, relay, token, size(context.header("X-Content-Length")));
  }

  private void upload(RequestContext context, LiveRelay relay)
      throws IOException, FileRequestException {
    Optional<MediaToken> token;
    try {
      token = token(context, relay);
    } catch (FileRequestException refused) {
      // As in zooid, where only this route has another status and a longer message.
      throw refused.status() == 400
          ? new FileRequestException(404, "invalid \"Authorization\": " + refused.reason())
          : refused;
    }
    receiver.upload(context, relay, requireToken(token, "upload"));
  }

  private void mirror(RequestContext context, LiveRelay relay, byte[] body)
      throws IOException, FileRequestException {
    receiver.mirror(context, relay, requireToken(token(context, relay), "upload"), body);
  }

  private void read(RequestContext context, LiveRelay relay, MediaStore store, String name)
      throws IOException, FileRequestException {
    var isPrivate = relay.config().features().blossom().authenticatedRead();
    // The existence of a file is as private as its bytes.
    if (isPrivate || context.method().equals("GET")) {
      var token = token(context, relay);
      if (token.isPresent()) {
        requireFile(token.get(), "get", name, relay);
      }
      if (isPrivate) {
        requireMember(token, relay);
      }
    }
    var hash = BlobHash.parse(name);
    var file = hash.isPresent() ? store.find(hash.get()) : Optional.<MediaFile>empty();
    if (file.isEmpty()) {
      throw new FileRequestException(404, NOT_FOUND);
    }
    var download = new MediaDownload(context, store, file.get(), nanos);
    int side = Thumbnails.side(context.query(WIDTH));
    if (side == 0) {
      download.send(isPrivate);
    } else {
      download.sendThumbnail(side, isPrivate, bodies.budget());
    }
  }

  private void delete(RequestContext context, LiveRelay relay, MediaStore store, String name)
      throws IOException, FileRequestException {
    var token = token(context, relay);
    if (token.isEmpty()) {
      throw new FileRequestException(401, MISSING);
    }
    requireFile(token.get(), "delete", name, relay);
    requireMember(token, relay);
    var hash = BlobHash.parse(name);
    if (hash.isEmpty() || !remove(relay, store, hash.get(), token.get().signer())) {
      throw new FileRequestException(404, NOT_FOUND);
    }
    context.reply(200, "");
  }

  /// A manager deletes the files of others as a whole.
  private static boolean remove(LiveRelay relay, MediaStore store, BlobHash hash, PublicKey who)
      throws IOException {
    return (relay.mayManage(who) && !store.isOwner(hash, who))
        ? store.delete(hash)
        : store.removeOwner(hash, who);
  }

  private void list(RequestContext context, LiveRelay relay, MediaStore store)
      throws IOException, FileRequestException {
    var token = token(context, relay);
    if (token.isPresent() && !token.get().allows("list")) {
      throw new FileRequestException(403, WRONG_VERB);
    }
    requireMember(token, relay);
    var owner = pubkey(context.rawPath().substring("/list/".length()));
    if (owner.isEmpty()) {
      context.answer(200, RequestContext.JSON, "[]");
      return;
    }
    var after = BlobHash.parse(context.query("cursor")).orElse(null);
    var server = server(relay);
    var json =
        store.list(owner.get(), after, LIST_FILES_MAX).stream()
            .map(file -> MediaDescriptor.write(file, server))
            .collect(joining(",", "[", "]"));
    context.answer(200, RequestContext.JSON, json);
  }

  /// Stores a report about files (BUD-09) as an ordinary event of its author.
  private void report(RequestContext context, LiveRelay relay, byte[] body) {
    EventBytes event;
    try {
      event = EventBytes.parse(new String(body, StandardCharsets.UTF_8));
    } catch (MalformedException _) {
      context.reply(400, "can't parse event");
      return;
    }
    if (event.kind() != REPORT_KIND || event.event().tagValue("x").isEmpty()) {
      context.reply(400, "a report is an event of kind 1984 with an x tag");
    } else if (!event.hasValidId() || !event.hasValidSignature()) {
      context.reply(400, "invalid signature");
    } else if (!relay.mayAsk(event.event().pubkey())) {
      context.reply(429, TOO_MANY);
    } else {
      switch (relay.submit(event)) {
        case Verdict.Allowed _ -> context.reply(200, "");
        case Verdict.Refused(var why) -> context.reply(403, why);
      }
    }
  }

  private static void redirect(RequestContext context) {
    context.response().getHeaders().put("Location", "/upload");
    if (context.method().equals("GET")) {
      context.answer(
          307, "text/html; charset=utf-8", "<a href=\"/upload\">Temporary Redirect</a>.\n\n");
    } else {
      context.reply(307, "");
    }
  }

  /// Returns the token of the request; empty = there is none.
  private Optional<MediaToken> token(RequestContext context, LiveRelay relay)
      throws FileRequestException {
    Optional<MediaToken> token;
    try {
      token = MediaToken.parse(context.header("Authorization"), clock.instant().getEpochSecond());
    } catch (MediaToken.InvalidException refused) {
      throw new FileRequestException(400, refused.reason());
    }
    if (!relay.mayAsk(token.map(MediaToken::signer).orElse(null))) {
      throw new FileRequestException(429, TOO_MANY);
    }
    return token;
  }

  private static MediaToken requireToken(Optional<MediaToken> token, String verb)
      throws FileRequestException {
    if (token.isEmpty()) {
      throw new FileRequestException(401, MISSING);
    }
    if (!token.get().allows(verb)) {
      throw new FileRequestException(403, WRONG_VERB);
    }
    return token.get();
  }

  private static void requireFile(MediaToken token, String verb, String name, LiveRelay relay)
      throws FileRequestException {
    if (!token.allows(verb)) {
      throw new FileRequestException(403, WRONG_VERB);
    }
    if (!token.isFor(name, server(relay))) {
      throw new FileRequestException(403, WRONG_FILE);
    }
  }

  private static void requireMember(Optional<MediaToken> token, LiveRelay relay)
      throws FileRequestException {
    if (token.isEmpty() || !relay.admits(token.get().signer())) {
      throw new FileRequestException(403, UNAUTHORIZED);
    }
  }

  private static Optional<PublicKey> pubkey(String text) {
    try {
      return Optional.of(PublicKey.parse(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Returns 0 for a text that is not a number of bytes.
  private static long size(String text) {
    try {
      return Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
