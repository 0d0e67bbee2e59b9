package caravel.control.payment;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Tenants' wallets that do as they are told by a test.
public final class FakePayers implements PayerWallets {
  /// The result of a payment by a wallet.
  public interface Paying {
    Paid pay(String lnbc);
  }

  public Connected connected = new Connected.Usable(null);
  public Paying paying = _ -> new Paid.Unknown("nobody is there");
  public PayerPayment told = PayerPayment.UNKNOWN;

  /// Every BOLT11 that a wallet was asked to pay.
  public final List<String> asked = new CopyOnWriteArrayList<>();

  @Override
  public Connected connect(Payer payer) {
    return connected;
  }

  @Override
  public Paid pay(Payer payer, String lnbc, Duration waitMax) {
    asked.add(lnbc);
    return paying.pay(lnbc);
  }

  @Override
  public PayerPayment lookUp(Payer payer, String paymentHash) {
    return told;
  }
}
