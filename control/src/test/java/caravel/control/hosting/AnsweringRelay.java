package caravel.control.hosting;

import caravel.nostr.ClientMessage;
import caravel.nostr.RelayMessage;
import io.javalin.Javalin;
import io.javalin.websocket.WsContext;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/// A relay over real sockets. It lets everyone sign in, and a test answers its subscriptions.
public final class AnsweringRelay implements AutoCloseable {
  private final BiConsumer<WsContext, ClientMessage.Subscribe> answer;
  private final Javalin server;

  /// @param answer sends the messages of the relay for a subscription
  public AnsweringRelay(BiConsumer<WsContext, ClientMessage.Subscribe> answer) {
    this.answer = answer;
    this.server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.routes.ws(
                      "/",
                      socket -> {
                        socket.onConnect(
                            context -> context.send(new RelayMessage.Auth("challenge").write()));
                        socket.onMessage(context ->
                            hear(
                                context,
                                ClientMessage.parse(
                                    context.message().getBytes(StandardCharsets.UTF_8))));
                      });
                })
            .start("127.0.0.1", 0);
  }

  /// Its address and port.
  public String host() {
    return "127.0.0.1:" + server.port();
  }

  private void hear(WsContext context, ClientMessage message) {
    switch (message) {
      case ClientMessage.Authenticate(var event) ->
          context.send(new RelayMessage.Ok(event.id(), true, "").write());
      case ClientMessage.Subscribe asked -> answer.accept(context, asked);
      default -> {}
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
