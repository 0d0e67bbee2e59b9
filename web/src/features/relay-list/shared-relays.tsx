import { createSignal, For, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { usePlans } from "~/api/plans"
import { useProfiles } from "~/api/profiles"
import { type OfferedRelay, useAnswerTransfer, useTeamRelays } from "~/api/relay/team"
import { shortId } from "~/domain/nostr"
import { day } from "~/domain/time"
import { text } from "~/features/relay-list/words/en/relays"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { ProblemNote, sentenceOf } from "~/ui/state/problem"
import { Tag } from "~/ui/state/tag"
import { useNow } from "~/ui/time"
import { RelayRow } from "./relay-row"

/** The relays of others that the reader helps to run, and the relays offered to the reader; nothing without any. */
export function SharedRelays(props: {
  pubkey: string | undefined
  /** Whether a failure is left to the page, whose own list is not read yet. */
  quiet: boolean
}) {
  const shared = useTeamRelays(() => props.pubkey)
  const plans = usePlans()
  const info = useInfo()
  const relays = () => (shared.isPending ? [] : (shared.data?.relays ?? []))
  const offers = () => (shared.isPending ? [] : (shared.data?.offers ?? []))
  const charged = () => info.isSuccess && info.data.payment_methods.length > 0
  return (
    <>
      <For each={offers()}>{(offer) => <Offer offer={offer} />}</For>
      <Show when={shared.isError && !shared.data && !props.quiet}>
        <div class="mt-8">
          <ProblemNote error={shared.error} onRetry={() => shared.refetch()} />
        </div>
      </Show>
      <Show when={relays().length > 0}>
        <h2 class="mt-10 mb-3 text-h2">{text.shared.title}</h2>
        <div class="overflow-hidden rounded-card border border-line bg-surface">
          <ul aria-label={text.shared.list} class="divide-y divide-line">
            <For each={relays()}>
              {(relay) => (
                <li>
                  <RelayRow
                    relay={relay}
                    plans={plans.isSuccess ? plans.data : []}
                    charged={charged()}
                    tag={
                      <Tag tone="sea">{text.shared.roles[relay.role === "co_owner" ? "co_owner" : "moderator"]}</Tag>
                    }
                  />
                </li>
              )}
            </For>
          </ul>
        </div>
      </Show>
    </>
  )
}

function Offer(props: { offer: OfferedRelay }) {
  const profile = useProfiles(() => [props.offer.from])
  const answer = useAnswerTransfer()
  const now = useNow()
  const [asked, setAsked] = createSignal(false)
  const name = () => props.offer.name || props.offer.url.replace(/^wss?:\/\//, "")
  const accept = async () => {
    const said = text.offer.accepted(name())
    await answer.mutateAsync({ id: props.offer.relay_id, accept: true })
    toast({ tone: "ok", text: said })
  }
  const decline = () =>
    answer.mutate(
      { id: props.offer.relay_id, accept: false },
      {
        onSuccess: () => toast({ tone: "ok", text: text.offer.declined }),
        onError: (error) => toast({ tone: "bad", text: sentenceOf(error) }),
      },
    )
  return (
    <>
      <Note
        class="mt-6"
        tone="due"
        title={text.offer.title(name())}
        text={text.offer.text(
          profile(props.offer.from)?.name ?? shortId(props.offer.from),
          day(props.offer.expires_at, now()),
        )}
        action={
          <span class="flex flex-wrap gap-2">
            <Button size="small" onClick={() => setAsked(true)}>
              {text.offer.accept}
            </Button>
            <Button size="small" busy={answer.isPending && !asked()} onClick={decline}>
              {text.offer.decline}
            </Button>
          </span>
        }
      />
      <Confirm
        open={asked()}
        onClose={() => setAsked(false)}
        title={text.offer.confirm(name())}
        text={text.offer.consequence}
        confirmLabel={text.offer.accept}
        cancelLabel={text.offer.cancel}
        onConfirm={accept}
      />
    </>
  )
}
