import { createSignal, Show } from "solid-js"
import { usePlans } from "~/api/plans"
import { useProfiles } from "~/api/profiles"
import { type Team, useOfferTransfer, useWithdrawTransfer } from "~/api/relay/team"
import { account } from "~/auth/session"
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

/** Only a relay on a free plan can be transferred; for others it says so. */
function MakeOffer(props: { relay: Relay; owns: boolean }) {
  const [open, setOpen] = createSignal(false)
  const plans = usePlans()
  const plan = () => (plans.isSuccess ? plans.data.find(({ id }) => id === props.relay.plan_id) : undefined)
  const isPaid = () => (plan()?.price.amount ?? 0) > 0
  return (
    <Show when={props.owns && relayCan(props.relay, account()).nameTeam}>
      <div class="mt-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line border-t pt-4">
        <div class="min-w-0 flex-1 basis-64">
          <h3 class="font-semibold text-control">{words.title}</h3>
          <p class="text-ink-2 text-small">{isPaid() ? words.paid : words.text}</p>
        </div>
        <Show when={!isPaid()}>
          <Button size="small" kind="bad" onClick={() => setOpen(true)}>
            {words.button}
          </Button>
        </Show>
      </div>
      <Show when={open()}>
        <OfferDialog relay={props.relay} onClose={() => setOpen(false)} />
      </Show>
    </Show>
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
      text={words.consequence}
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
