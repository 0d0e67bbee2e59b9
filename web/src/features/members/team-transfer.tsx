import { createSignal, Show } from "solid-js"
import { useQuote } from "~/api/invoices"
import { useProfiles } from "~/api/profiles"
import { type Team, useOfferTransfer, useWithdrawTransfer } from "~/api/relay/team"
import { account } from "~/auth/session"
import { useOpenInvoice } from "~/components/relay/open-invoice"
import { moneyText } from "~/domain/billing/money"
import { shortId } from "~/domain/nostr"
import { type Relay, relayCan, relayName } from "~/domain/relay/relay"
import { day } from "~/domain/time"
import { text } from "~/features/members/words/en/team"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"
import { useNow } from "~/ui/time"
import { createKeyField } from "./team-key"
import { PersonField } from "./team-person-field"

const words = text.transfer

/** The transfer of a relay: the open offer, or the way to make one for its owner. */
export function TransferRelay(props: { relay: Relay; team: Team }) {
  const owns = () => account()?.pubkey === props.relay.tenant_pubkey
  return (
    <Show when={props.team.transfer} fallback={<MakeOffer relay={props.relay} owns={owns()} />}>
      {(offer) => <Offer relay={props.relay} to={offer().to} until={offer().expires_at} owns={owns()} />}
    </Show>
  )
}

function MakeOffer(props: { relay: Relay; owns: boolean }) {
  return (
    <Show when={props.owns && relayCan(props.relay, account()).nameTeam}>
      <OwnersOffer relay={props.relay} />
    </Show>
  )
}

/** A relay on an open invoice cannot be transferred; the page says so. Only its owner can read their invoices. */
function OwnersOffer(props: { relay: Relay }) {
  const [open, setOpen] = createSignal(false)
  const unpaid = useOpenInvoice(() => props.relay)
  return (
    <>
      <div class="mt-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line border-t pt-4">
        <div class="min-w-0 flex-1 basis-64">
          <h3 class="font-semibold text-control">{words.title}</h3>
          <p class="text-ink-2 text-small">{unpaid() ? words.unpaid : words.text}</p>
        </div>
        <Show when={!unpaid()}>
          <Button size="small" kind="bad" onClick={() => setOpen(true)}>
            {words.button}
          </Button>
        </Show>
      </div>
      <Show when={open()}>
        <OfferDialog relay={props.relay} onClose={() => setOpen(false)} />
      </Show>
    </>
  )
}

function Offer(props: { relay: Relay; to: string; until: number; owns: boolean }) {
  const profile = useProfiles(() => [props.to])
  const now = useNow()
  const withdraw = useWithdrawTransfer(() => props.relay.id)
  const sentence = () =>
    (props.owns ? words.offered : words.offeredByOwner)(
      profile(props.to)?.name ?? shortId(props.to),
      day(props.until, now()),
    )
  const end = () =>
    withdraw.mutate(undefined, {
      onSuccess: () => toast({ tone: "ok", text: words.withdrawn }),
      onError: (error) => toast({ tone: "bad", text: sentenceOf(error) }),
    })
  return (
    <Note
      class="mt-3"
      tone="due"
      role="status"
      text={sentence()}
      action={
        <Show when={relayCan(props.relay, account()).nameTeam}>
          <Button size="small" busy={withdraw.isPending} onClick={end}>
            {words.withdraw}
          </Button>
        </Show>
      }
    />
  )
}

function OfferDialog(props: { relay: Relay; onClose: () => void }) {
  const field = createKeyField(() => props.relay.tenant_pubkey)
  const offer = useOfferTransfer(() => props.relay.id)
  // The charge ends like that of a relay that goes offline, so it gives the same rest back.
  const quote = useQuote(
    () => props.relay.id,
    () => (props.relay.status === "active" ? props.relay.plan_id : undefined),
    "inactive",
  )
  const consequence = () => {
    const total = quote.isSuccess ? quote.data.total : undefined
    if (!total || total.amount >= 0) return words.consequence
    return `${words.consequence} ${words.back(moneyText({ ...total, amount: -total.amount }))}`
  }
  const confirm = async () => {
    const pubkey = field.read()
    if (!pubkey) return
    await offer.mutateAsync(pubkey)
    toast({ tone: "ok", text: words.done(field.name() ?? shortId(pubkey)) })
  }
  return (
    <Confirm
      open
      onClose={props.onClose}
      danger
      title={words.dialog(relayName(props.relay))}
      text={consequence()}
      confirmLabel={words.confirm}
      cancelLabel={words.cancel}
      typed={props.relay.subdomain}
      check={() => field.read() !== undefined}
      onConfirm={confirm}
    >
      <PersonField field={field} />
    </Confirm>
  )
}
