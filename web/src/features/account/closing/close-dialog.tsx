import { For, Match, Show, Switch } from "solid-js"
import { type Closing, useClosing, useClosingChanges } from "~/api/account/closing"
import { useBillingNow } from "~/components/billing/billing-now"
import { moneyText } from "~/domain/billing/money"
import { day } from "~/domain/time"
import { text as words } from "~/features/account/words/en/closing"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"

/** Relays that are named before the rest is counted. */
const NAMED_MAX = 8

/** Says what closing the account does, with the server's sums, and closes it after a word is typed. */
export default function CloseDialog(props: { pubkey: string; open: boolean; onClose: () => void }) {
  const closing = useClosing(
    () => props.pubkey,
    () => props.open,
  )
  const changes = useClosingChanges(() => props.pubkey)
  const seen = () => (closing.isSuccess ? closing.data : undefined)
  const isReady = () => seen() !== undefined && seen()?.blockers.length === 0
  return (
    <Confirm
      open={props.open}
      onClose={props.onClose}
      title={words.dialog}
      text={
        <Switch>
          <Match when={closing.isError}>
            <ProblemNote error={closing.error} onRetry={() => closing.refetch()} />
          </Match>
          <Match when={seen()}>{(now) => <Consequences closing={now()} />}</Match>
          <Match when={true}>
            <Loading label={words.loading} class="grid gap-3">
              <Skeleton class="h-4 w-2/3" />
              <Skeleton class="h-4 w-1/2" />
            </Loading>
          </Match>
        </Switch>
      }
      confirmLabel={words.confirm}
      cancelLabel={words.keep}
      danger
      typed={words.word}
      check={isReady}
      onConfirm={async () => {
        await changes.close(seen()?.version ?? "")
        toast({ tone: "ok", text: words.done })
      }}
    />
  )
}

/** What happens to relays, teams, money and data. */
function Consequences(props: { closing: Closing }) {
  const now = useBillingNow()
  const alive = () => props.closing.relays.filter((relay) => relay.deleted_at === null)
  const named = () => alive().slice(0, NAMED_MAX)
  const money = () => props.closing.money
  const owes = () => {
    const { open, due_at } = money()
    if (open.amount === 0) return ""
    return due_at === null ? words.owesOpen(moneyText(open)) : words.owes(moneyText(open), day(due_at, now()))
  }
  const isEven = () => money().open.amount === 0 && money().credit.amount === 0 && money().unbilled.amount === 0
  return (
    <div class="grid gap-3">
      <For each={props.closing.blockers}>{(blocker) => <Note tone="bad" role="alert" text={blocker.message} />}</For>
      <Show when={alive()[0]} fallback={<p>{words.noRelays}</p>}>
        {(first) => (
          <>
            <p>{words.relays(alive().length)}</p>
            <ul class="font-semibold text-ink">
              <For each={named()}>
                {(relay) => <li class="[overflow-wrap:anywhere]">{relay.name || relay.subdomain}</li>}
              </For>
              <Show when={alive().length > named().length}>
                <li>{words.moreRelays(alive().length - named().length)}</li>
              </Show>
            </ul>
            <p>{words.erased(day(first().erased_at, now()))}</p>
          </>
        )}
      </Show>
      <Show when={props.closing.roles.length > 0}>
        <p class="[overflow-wrap:anywhere]">
          {words.roles(props.closing.roles.map((role) => role.name || role.url).join(", "))}
        </p>
      </Show>
      <Show when={props.closing.relays.some((relay) => relay.offered_to !== null)}>
        <p>{words.offered}</p>
      </Show>
      <Show when={props.closing.declined_offers > 0}>
        <p>{words.declined(props.closing.declined_offers)}</p>
      </Show>
      <Show when={owes()}>{(said) => <p>{said()}</p>}</Show>
      <Show when={money().unbilled.amount > 0}>
        <p>{words.unbilled(moneyText(money().unbilled))}</p>
      </Show>
      <Show when={money().credit.amount > 0}>
        <p>{words.credit(moneyText(money().credit))}</p>
      </Show>
      <Show when={isEven()}>
        <p>{words.noMoney}</p>
      </Show>
      <p>
        {words.removed} {words.kept}
      </p>
    </div>
  )
}
