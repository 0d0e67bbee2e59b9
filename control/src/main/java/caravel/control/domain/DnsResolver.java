package caravel.control.domain;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// Asks DNS resolvers whether a custom domain belongs to a relay's owner. All of them must agree,
/// so that one resolver that is wrong or attacked decides nothing.
final class DnsResolver {
  /// Longest time for the queries to one resolver.
  private static final Duration RESOLVER_MAX = Duration.ofSeconds(6);

  /// Most CNAME records in a row.
  private static final int ALIASES_MAX = 8;

  private static final int RECORDS_SHOWN_MAX = 3;

  private final List<InetSocketAddress> resolvers;

  /// @param resolvers at least one; recursive
  DnsResolver(List<InetSocketAddress> resolvers) {
    if (resolvers.isEmpty()) {
      throw new IllegalArgumentException("there is no resolver to ask");
    }
    this.resolvers = List.copyOf(resolvers);
  }

  /// @param ownHost the relay's name under its relay domain, without a port
  DnsAnswer ask(DomainVerification wanted, String ownHost) {
    var first = askOne(resolvers.getFirst(), wanted, ownHost);
    for (var address : resolvers.subList(1, resolvers.size())) {
      if (first instanceof DnsAnswer.Unknown) {
        return first;
      }
      var answer = askOne(address, wanted, ownHost);
      if (answer instanceof DnsAnswer.Unknown) {
        return answer;
      }
      if (first instanceof DnsAnswer.Right(var firstByText)
          && answer instanceof DnsAnswer.Right(var byText)) {
        first = new DnsAnswer.Right(firstByText && byText);
      } else if (!answer.getClass().equals(first.getClass())) {
        return new DnsAnswer.Unknown(
            "DNS servers disagree about "
                + wanted.name()
                + ". A new record takes some time to reach all of them.");
      }
    }
    return first;
  }

  private static DnsAnswer askOne(
      InetSocketAddress address, DomainVerification wanted, String ownHost) {
    try {
      return new Look(address, wanted).answer(Name.fromString(ownHost + "."));
    } catch (IOException silent) {
      return new DnsAnswer.Unknown(
          "The DNS servers of " + wanted.name() + " do not answer. We’ll ask again.");
    }
  }

  /// The queries to one resolver about one domain.
  private static final class Look {
    private final SimpleResolver resolver;
    private final DomainVerification wanted;
    private final long endNanos = System.nanoTime() + RESOLVER_MAX.toNanos();

    Look(InetSocketAddress address, DomainVerification wanted) {
      this.resolver = new SimpleResolver(address);
      this.wanted = wanted;
    }

    /// @throws IOException when the resolver does not answer in time, or fails
    DnsAnswer answer(Name ownHost) throws IOException {
      var texts = texts();
      if (texts.contains(wanted.txtValue())) {
        return new DnsAnswer.Right(true);
      }
      var domain = Name.fromString(wanted.name() + ".");
      var end = domain;
      for (var count = 0; count < ALIASES_MAX; count++) {
        var alias = alias(end);
        if (alias == null) {
          break;
        }
        end = alias;
        if (end.equals(ownHost)) {
          return new DnsAnswer.Right(false);
        }
      }
      return new DnsAnswer.Wrong(describe(domain, end) + " " + describe(texts));
    }

    private @Nullable Name alias(Name name) throws IOException {
      for (var found : query(name, Type.CNAME)) {
        if (found instanceof CNAMERecord alias && alias.getName().equals(name)) {
          return alias.getTarget();
        }
      }
      return null;
    }

    private List<String> texts() throws IOException {
      var texts = new ArrayList<String>();
      for (var found : query(Name.fromString(wanted.txtName() + "."), Type.TXT)) {
        if (found instanceof TXTRecord text) {
          texts.add(String.join("", text.getStrings()));
        }
      }
      return texts;
    }

    private String describe(Name domain, Name end) throws IOException {
      if (!end.equals(domain)) {
        return "The CNAME record of " + wanted.name() + " leads to " + end.toString(true) + ".";
      }
      var addresses =
          query(domain, Type.A).stream()
              .filter(ARecord.class::isInstance)
              .map(found -> ((ARecord) found).getAddress().getHostAddress())
              .limit(RECORDS_SHOWN_MAX)
              .collect(Collectors.joining(", "));
      return addresses.isEmpty()
          ? wanted.name() + " has no CNAME record."
          : wanted.name() + " has the address " + addresses + " and no CNAME record.";
    }

    private String describe(List<String> texts) {
      return texts.isEmpty()
          ? wanted.txtName() + " has no TXT record."
          : "The TXT record of " + wanted.txtName() + " has another value.";
    }

    /// @return the records of the answer; none if the name does not exist
    private List<Record> query(Name name, int type) throws IOException {
      var left = Duration.ofNanos(endNanos - System.nanoTime());
      if (left.isNegative() || left.isZero()) {
        throw new IOException("no answer in time");
      }
      resolver.setTimeout(left);
      var answer = resolver.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
      return switch (answer.getRcode()) {
        case Rcode.NOERROR, Rcode.NXDOMAIN -> answer.getSection(Section.ANSWER);
        default -> throw new IOException("the resolver says " + Rcode.string(answer.getRcode()));
      };
    }
  }
}
