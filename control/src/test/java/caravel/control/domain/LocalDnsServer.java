package caravel.control.domain;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.Zone;

/// An authoritative DNS server for `example.` on loopback (UDP).
public final class LocalDnsServer implements AutoCloseable {
  /// How it answers.
  public enum Mode {
    TRUTHFUL,
    /// It drops every query.
    SILENT,
    /// It answers SERVFAIL.
    FAILING
  }

  private static final int TTL_SECONDS = 60;
  private static final int QUERY_BYTES_MAX = 4_096;

  private final DatagramSocket socket;
  private final Zone zone;
  private volatile Mode mode = Mode.TRUTHFUL;

  public LocalDnsServer() throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    var origin = Name.fromString("example.");
    zone =
        new Zone(
            origin,
            record(origin, Type.SOA, "ns.example. admin.example. 1 3600 600 86400 60"),
            record(origin, Type.NS, "ns.example."));
    Thread.ofVirtual().name("dns").start(this::serve);
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
  }

  public void behave(Mode next) {
    mode = next;
  }

  /// Replaces the records of a name and type by one.
  ///
  /// @param value as in a zone file
  public synchronized void set(String name, int type, String value) throws IOException {
    remove(name, type);
    zone.addRecord(record(Name.fromString(name + "."), type, value));
  }

  public synchronized void remove(String name, int type) throws IOException {
    zone.removeRRset(Name.fromString(name + "."), type);
  }

  private static Record record(Name name, int type, String value) throws IOException {
    return Record.fromString(name, type, DClass.IN, TTL_SECONDS, value, Name.root);
  }

  private void serve() {
    var buffer = new byte[QUERY_BYTES_MAX];
    while (!socket.isClosed()) {
      var packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        if (mode != Mode.SILENT) {
          var answer = answer(new Message(Arrays.copyOf(buffer, packet.getLength()))).toWire();
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException closed) {
        if (!socket.isClosed()) {
          throw new IllegalStateException(closed);
        }
      }
    }
  }

  private synchronized Message answer(Message query) {
    var question = query.getQuestion();
    var answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.AA);
    answer.addRecord(question, Section.QUESTION);
    if (mode == Mode.FAILING) {
      answer.getHeader().setRcode(Rcode.SERVFAIL);
      return answer;
    }
    var found = zone.findRecords(question.getName(), question.getType());
    if (found.isSuccessful()) {
      found
          .answers()
          .forEach(set -> set.rrs().forEach(one -> answer.addRecord(one, Section.ANSWER)));
    } else if (found.isCNAME()) {
      answer.addRecord(found.getCNAME(), Section.ANSWER);
    } else if (found.isNXDOMAIN()) {
      answer.getHeader().setRcode(Rcode.NXDOMAIN);
    }
    return answer;
  }

  @Override
  public void close() {
    socket.close();
  }
}
