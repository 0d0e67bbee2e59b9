import { useSearchParams } from "@solidjs/router"
import { createSignal, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { useQuote } from "~/api/invoices"
import { usePlans } from "~/api/plans"
import { useReactivateRelay, useUpdateRelay } from "~/api/relays"
import { account } from "~/auth/session"
import { QuoteNote } from "~/components/billing/quote-note"
import { text } from "~/components/billing/words/en/charge"
import { choosablePlans, type Interval } from "~/domain/billing/plan"
import { goneAt, type Relay, relayName, relayState } from "~/domain/relay/relay"
import { Button } from "~/ui/form/button"
import { Dialog } from "~/ui/overlay/dialog"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"
import { PlanChoice } from "./plan-choice"

const words = text.revive

/** Brings an offline relay back: with a plan to choose, and its quote. */
export default function Revive(props: { relay: Relay; open: boolean; onClose: () => void }) {
  const plans = usePlans()
  const info = useInfo()
  const update = useUpdateRelay()
  const reactivate = useReactivateRelay()
  const [, setParams] = useSearchParams()
  const [chosen, setChosen] = createSignal<string>()
  const [interval, setInterval] = createSignal<Interval>()
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal("")
  const all = () => {
    if (!plans.isSuccess) return []
    return account()?.isAdmin ? plans.data : choosablePlans(plans.data, props.relay.plan_id)
  }
  const charges = () => info.isSuccess && info.data.payment_methods.length > 0
  const grace = (days: number) => words.grace(days)
  const plan = () => all().find((one) => one.id === (chosen() ?? props.relay.plan_id)) ?? all()[0]
  const paid = () => interval() ?? props.relay.interval
  const quote = useQuote(
    () => props.relay.id,
    () => (charges() ? plan()?.id : undefined),
    "active",
    paid,
  )
  const confirm = async () => {
    const wanted = plan()
    if (!wanted || busy()) return
    setBusy(true)
    setProblem("")
    try {
      const relay = props.relay
      const isSame = wanted.id === relay.plan_id && paid() === relay.interval
      const changes = { plan_id: wanted.id, interval: paid() }
      const changed = isSame ? relay : await update.mutateAsync({ relay, changes })
      const back = await reactivate.mutateAsync(changed)
      toast(
        back.awaiting_payment === 1
          ? { tone: "plain", text: words.waits(relayName(relay)) }
          : { tone: "ok", text: words.done(relayName(relay)) },
      )
      props.onClose()
      if (charges() && wanted.price.amount > 0) setParams({ pay: relay.id }, { replace: true, scroll: false })
    } catch (refusal) {
      setProblem(sentenceOf(refusal))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={words.title(relayName(props.relay))}
      wide
      busy={busy()}
      footer={
        <>
          <Button disabled={busy()} onClick={() => props.onClose()}>
            {words.cancel}
          </Button>
          <Button kind="primary" busy={busy()} onClick={confirm}>
            {words.confirm}
          </Button>
        </>
      }
    >
      <div class="grid grid-cols-[minmax(0,1fr)] gap-4">
        <p class="text-ink-2">{relayState(props.relay) === "unpaid" ? words.unpaid : words.text}</p>
        <Show when={plan()}>
          {(one) => (
            <>
              <Show when={!goneAt(props.relay)}>
                <PlanChoice
                  plans={all()}
                  value={one().id}
                  members={props.relay.member_count ?? undefined}
                  onChange={setChosen}
                  interval={paid()}
                  onInterval={setInterval}
                />
              </Show>
              <Show when={info.isSuccess && info.data}>
                {(server) => (
                  <Show when={charges()} fallback={<p class="text-ink-2">{words.uncharged}</p>}>
                    <QuoteNote relay={props.relay} plan={one()} interval={paid()} back />
                    <Show when={one().price.amount > 0 && quote.isSuccess && !quote.data.starts_when_paid}>
                      <p class="text-ink-2 text-small">{grace(server().grace_days)}</p>
                    </Show>
                  </Show>
                )}
              </Show>
            </>
          )}
        </Show>
        <Show when={problem()}>
          <Note tone="bad" role="alert" text={problem()} />
        </Show>
      </div>
    </Dialog>
  )
}
