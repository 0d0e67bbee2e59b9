import Copy from "lucide-solid/icons/copy"
import Zap from "lucide-solid/icons/zap"
import { createSignal, Match, Show, Switch } from "solid-js"
import { useDemoWallet } from "~/api/demo"
import type { Bolt11 } from "~/api/invoices"
import { isPassing } from "~/api/server/client"
import { useBillingNow } from "~/components/billing/billing-now"
import { useInvoiceFor } from "~/components/billing/invoice-for"
import { useReading } from "~/components/billing/reading"
import { quoted } from "~/domain/billing/autopay"
import { daysLeft, type Invoice, isOverdue } from "~/domain/billing/invoice"
import { scanText, walletLink } from "~/domain/billing/payment-code"
import { day, duration } from "~/domain/time"
import { text } from "~/features/pay/words/en/pay"
import { text as ui } from "~/i18n/en/ui"
import { Fact, Facts } from "~/ui/card"
import { Button, LinkButton } from "~/ui/form/button"
import { CopyButton, CopyLine } from "~/ui/form/copy"
import { Qr } from "~/ui/picture/qr"
import { Note } from "~/ui/state/note"
import { ProblemNote, sentenceOf } from "~/ui/state/problem"
import { Skeleton } from "~/ui/state/skeleton"
import { Status } from "~/ui/state/status"
import { hasBrowserWallet, payInBrowser, type WalletAnswer } from "./browser-wallet"
import { CardButton } from "./card-button"
import type { Payment } from "./payment"

/** The width of the QR code, in px. */
const QR_PX = 300

/**
 * How to pay an open invoice: amount and purpose, the QR code, and every available way. On a phone the buttons come
 * first.
 */
export function PayPanel(props: { invoice: Invoice; payment: Payment }) {
  const code = () => (props.payment.code.isSuccess ? props.payment.code.data : undefined)
  const life = () => props.payment.life()
  const isLive = () => code() !== undefined && life()?.state !== "over"
  const isScanned = () => props.payment.takes("lightning") && !props.payment.pending() && !props.payment.code.isError
  return (
    <Show
      when={isScanned()}
      fallback={
        <div class="grid gap-4">
          <InvoiceSum invoice={props.invoice} payment={props.payment} />
          <Without payment={props.payment} />
        </div>
      }
    >
      <div class="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-4 pt-2 sm:grid-cols-[300px_minmax(0,1fr)]">
        <div class="max-sm:order-2 max-sm:mx-auto max-sm:w-[232px]">
          <Switch fallback={<Skeleton class="aspect-square w-full" />}>
            <Match when={isLive() && code()}>
              {(live) => (
                <>
                  <Qr value={scanText(live().lnbc)} label={text.qr} size={QR_PX} />
                  <p class="mt-2.5 text-center text-ink-2 text-small">{text.scan}</p>
                </>
              )}
            </Match>
            <Match when={life()?.state === "over"}>
              <div class="grid aspect-square content-center justify-items-center gap-3 rounded-note border border-line bg-sunken p-6 text-center">
                <p>
                  <b class="font-semibold">{text.over}</b> <span class="text-ink-2">{text.overText}</span>
                </p>
                <Button
                  kind="primary"
                  busy={props.payment.code.isFetching}
                  onClick={() => props.payment.code.refetch()}
                >
                  {text.newCode}
                </Button>
              </div>
            </Match>
          </Switch>
        </div>
        <div class="grid grid-cols-[minmax(0,1fr)] content-start gap-4">
          <InvoiceSum invoice={props.invoice} payment={props.payment} />
          <Show when={isLive() && code()}>{(live) => <Ways code={live()} payment={props.payment} />}</Show>
          <Show when={!code() && props.payment.code.isFetching}>
            <Waiting text={text.making} />
          </Show>
        </div>
      </div>
    </Show>
  )
}

/** What there is without a payment code: a payment that is on its way, the card, or why no code can be made now. */
function Without(props: { payment: Payment }) {
  const retry = () => props.payment.code.refetch()
  return (
    <>
      <Switch>
        <Match when={props.payment.pending()}>{(said) => <Waiting text={`${said()} ${text.itself}`} />}</Match>
        <Match when={isPassing(props.payment.code.error)}>
          <Note
            tone="due"
            role="status"
            text={
              <>
                <span class="text-ink">{sentenceOf(props.payment.code.error)}</span> {text.again}
              </>
            }
            action={
              <Button size="small" busy={props.payment.code.isFetching} onClick={retry}>
                {ui.tryAgain}
              </Button>
            }
          />
        </Match>
        <Match when={props.payment.code.isError}>
          <ProblemNote error={props.payment.code.error} onRetry={retry} />
        </Match>
      </Switch>
      <Show when={props.payment.isByCard()}>
        <CardButton payment={props.payment} primary />
      </Show>
    </>
  )
}

/** The amount in large, its estimate, purpose and due date. */
export function InvoiceSum(props: { invoice: Invoice; payment: Payment }) {
  const now = useBillingNow()
  const { read } = useReading()
  const sum = () => read(props.invoice.total, props.invoice.amount)
  const isFor = useInvoiceFor(
    () => props.invoice,
    () => props.payment.items(),
  )
  const by = () => {
    const due = day(props.invoice.due_at, now())
    return isOverdue(props.invoice, now()) ? text.overdue(due) : text.left(due, daysLeft(props.invoice, now()))
  }
  return (
    <>
      <p>
        <span class="block font-semibold text-[34px] tabular-nums leading-[42px] tracking-[-0.025em]">
          {sum().figure} <span class="font-normal text-control text-ink-2 tracking-normal">{sum().unit}</span>
        </span>
        <Show when={sum().other}>{(other) => <span class="text-ink-2 tabular-nums">{other()}</span>}</Show>
      </p>
      <Facts class="text-control">
        <Fact name={text.for}>{isFor.short()}</Fact>
        <Fact name={text.payBy}>{by()}</Fact>
      </Facts>
    </>
  )
}

/** The actions for a Lightning invoice, and their progress. */
function Ways(props: { code: Bolt11; payment: Payment }) {
  const demo = useDemoWallet()
  const [said, setSaid] = createSignal<{ tone: "bad" | "busy"; text: string }>()
  const [paying, setPaying] = createSignal<"demo" | "browser">()
  const isDemo = () => props.payment.isDemo() && props.code.lnbc.startsWith(DEMO_CODE)
  const wallet = () => props.payment.autopay().wallet
  /** A payer's answer proves nothing, so the server is checked repeatedly. */
  const pay = async (way: "demo" | "browser", by: () => Promise<WalletAnswer>) => {
    setSaid(way === "browser" ? { tone: "busy", text: text.walletAsked } : undefined)
    setPaying(way)
    try {
      const answer = await by()
      setSaid({ tone: "busy", text: answer === "silent" ? text.walletSilent : text.walletPaid })
      await props.payment.look()
    } catch (refusal) {
      setSaid({ tone: "bad", text: text.walletRefused(quoted(sentenceOf(refusal))) })
    } finally {
      setPaying(undefined)
    }
  }
  const payInDemo = async (): Promise<WalletAnswer> => {
    await demo.mutateAsync(props.code.lnbc)
    return "says-paid"
  }
  const status = () => {
    const now = props.payment.life()
    if (said()?.tone === "busy") return said()?.text ?? ""
    if (now?.state === "ending") return `${text.waiting} ${text.ends(duration(now.seconds))}`
    return wallet().state === "on" && !props.payment.autopay().disputed ? text.autopay : text.waiting
  }
  return (
    <>
      <div class="grid grid-cols-[minmax(0,1fr)] gap-2">
        <Show when={isDemo()}>
          <Button kind="primary" icon={Zap} busy={paying() === "demo"} onClick={() => pay("demo", payInDemo)}>
            {text.demoWallet}
          </Button>
          <p class="mb-1 text-ink-2 text-small">{text.demoNote}</p>
        </Show>
        <Show when={hasBrowserWallet()}>
          <Button
            icon={Zap}
            busy={paying() === "browser"}
            onClick={() => pay("browser", () => payInBrowser(props.code.lnbc))}
          >
            {text.browserWallet}
          </Button>
        </Show>
        <Show when={walletLink(props.code.lnbc)}>
          {(link) => (
            <LinkButton kind={isDemo() ? "second" : "primary"} icon={Zap} href={link()} rel="external">
              {text.open}
            </LinkButton>
          )}
        </Show>
        <CopyButton
          value={props.code.lnbc}
          label={text.copyLabel}
          word={text.copy}
          kind="second"
          size="medium"
          icon={Copy}
        />
      </div>
      <Show when={!globalThis.navigator.clipboard}>
        <CopyLine value={props.code.lnbc} label={text.code} mono />
      </Show>
      <Show when={wallet().state === "failed" && wallet()}>
        {(failed) => <Note tone="bad" text={text.autopayRefused(quoted((failed() as { said: string }).said))} />}
      </Show>
      <Show when={said()?.tone === "bad"}>
        <Note tone="bad" role="alert" text={said()?.text} />
      </Show>
      <Waiting text={status()} />
    </>
  )
}

/** The prefix of Lightning invoices on the private network, the only ones that the demo's wallet pays. */
const DEMO_CODE = "lnbcrt"

const Waiting = (props: { text: string }) => (
  <p role="status" class="flex min-h-6 items-start gap-2.5 text-ink-2 text-small tabular-nums">
    <span class="mt-[5px] flex">
      <Status tone="busy" word="" />
    </span>
    <span>{props.text}</span>
  </p>
)
