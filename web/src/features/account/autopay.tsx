import { createSignal, type JSX, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { useCardPortal } from "~/api/payer"
import type { Tenant } from "~/api/tenants"
import { PlayMoney } from "~/components/billing/play-money"
import { SidePart } from "~/components/side-part"
import { autopayOf, brandName, type PayingWay, type PaymentMethod, quoted } from "~/domain/billing/autopay"
import { moneyText, satsOf } from "~/domain/billing/money"
import { text } from "~/features/account/words/en/autopay"
import { Rows } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { MountOnOpen } from "~/ui/overlay/dialog"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"
import { Skeleton } from "~/ui/state/skeleton"
import { WalletDialog } from "./wallet-dialog"

/** The target of links to automatic payment. */
export const AUTOPAY_ID = "autopay"

/** Automatic payment. A method that is off is not offered. */
export function AutopayPart(props: { pubkey: string; tenant: Tenant | null }) {
  const info = useInfo()
  const methods = (): readonly PaymentMethod[] => (info.isSuccess ? info.data.payment_methods : [])
  const autopay = () => autopayOf(props.tenant, methods())
  return (
    <SidePart title={text.title} id={AUTOPAY_ID}>
      <Show when={info.isSuccess} fallback={<Skeleton class="mt-1 mb-3 h-16 w-full" />}>
        <Show when={methods().length > 0} fallback={<p class="text-ink-2 text-small">{text.off}</p>}>
          <Show when={autopay().disputed}>
            <p class="mb-1.5 text-ink-2 text-small">{text.disputed}</p>
          </Show>
          <Rows>
            <Show when={autopay().wallet.state !== "off"}>
              <WalletWay pubkey={props.pubkey} tenant={props.tenant} way={autopay().wallet} />
            </Show>
            <Show when={autopay().card.state !== "off"}>
              <CardWay
                pubkey={props.pubkey}
                tenant={props.tenant}
                way={autopay().card}
                isBackup={autopay().wallet.state === "on"}
              />
            </Show>
          </Rows>
        </Show>
      </Show>
    </SidePart>
  )
}

function WalletWay(props: { pubkey: string; tenant: Tenant | null; way: PayingWay }) {
  const [open, setOpen] = createSignal(false)
  const show = () => setOpen(true)
  const isSet = () => props.tenant?.nwc_is_set ?? false
  const said = () => {
    const budget = props.tenant?.wallet?.budget_msats
    const state = { off: "", none: text.wallet.none, on: text.wallet.on, failed: text.wallet.failed }[props.way.state]
    return isSet() && budget != null ? `${state} ${text.wallet.budget(moneyText(satsOf(budget)))}` : state
  }
  return (
    <>
      <Way
        name={text.wallet.name}
        said={said()}
        note={<PlayMoney wallet={props.tenant?.wallet?.pubkey} class="text-ink-2 text-small" />}
        refused={
          props.way.state === "failed"
            ? [text.wallet.refused, text.wallet.refusedText(quoted(props.way.said))]
            : undefined
        }
        action={
          <Button
            size="small"
            onClick={show}
            aria-haspopup="dialog"
            aria-label={isSet() ? text.wallet.manageLabel : text.wallet.connectLabel}
          >
            {isSet() ? text.wallet.manage : text.wallet.connect}
          </Button>
        }
      />
      <MountOnOpen open={open()}>
        <WalletDialog pubkey={props.pubkey} tenant={props.tenant} open={open()} onClose={() => setOpen(false)} />
      </MountOnOpen>
    </>
  )
}

function CardWay(props: { pubkey: string; tenant: Tenant | null; way: PayingWay; isBackup: boolean }) {
  const portal = useCardPortal(() => props.pubkey)
  const [leaving, setLeaving] = createSignal(false)
  const [problem, setProblem] = createSignal("")
  const go = async () => {
    setProblem("")
    setLeaving(true)
    try {
      window.location.assign((await portal.mutateAsync(window.location.href)).url)
    } catch (refusal) {
      setProblem(sentenceOf(refusal))
      setLeaving(false)
    }
  }
  const said = () => {
    const card = props.tenant?.card
    if (card) return (props.isBackup ? text.card.onBackup : text.card.on)(brandName(card.brand), card.last4)
    return props.way.state === "none" ? text.card.none : text.card.saved
  }
  return (
    <>
      <Way
        name={text.card.name}
        said={said()}
        refused={props.way.state === "failed" ? [text.card.refused, text.card.refusedText(props.way.said)] : undefined}
        action={
          <Button
            size="small"
            busy={leaving()}
            onClick={go}
            aria-label={props.tenant?.card ? text.card.manageLabel : text.card.add}
          >
            {props.tenant?.card ? text.card.manage : text.card.add}
          </Button>
        }
      />
      <Show when={problem()}>
        <p role="alert" class="pb-3 font-medium text-bad text-small">
          {problem()}
        </p>
      </Show>
    </>
  )
}

/** One payment method: its state, its last refusal, and its one action. */
const Way = (props: {
  name: string
  said: string
  note?: JSX.Element
  refused: readonly [string, string] | undefined
  action: JSX.Element
}) => (
  <div class="grid gap-2 py-3 first:pt-1">
    <Show when={props.refused}>{(refused) => <Note tone="bad" title={refused()[0]} text={refused()[1]} />}</Show>
    <div class="flex items-center justify-between gap-4">
      <div class="min-w-0">
        <p class="font-label text-control">{props.name}</p>
        <p class="break-words text-ink-2 text-small">{props.said}</p>
        {props.note}
      </div>
      <span class="shrink-0">{props.action}</span>
    </div>
  </div>
)
