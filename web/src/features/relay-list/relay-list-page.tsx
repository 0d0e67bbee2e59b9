import { useSearchParams } from "@solidjs/router"
import Plus from "lucide-solid/icons/plus"
import { createMemo, For, Match, Show, Switch } from "solid-js"
import { useInfo } from "~/api/info"
import { usePlans } from "~/api/plans"
import { useTenantRelays } from "~/api/relays"
import { account } from "~/auth/session"
import { PromptNote } from "~/components/billing/payment-prompt"
import { useTitle } from "~/components/frame/title"
import { choosablePlans, type Plan } from "~/domain/billing/plan"
import type { Relay } from "~/domain/relay/relay"
import { isNarrowed, LIST_ORDERS, LIST_STATES, type ListView, listed, listView } from "~/domain/relay/relay-list"
import { text } from "~/features/relay-list/words/en/relays"
import { paths } from "~/paths"
import { LinkButton } from "~/ui/form/button"
import { FilterPill } from "~/ui/form/filter"
import { SearchField } from "~/ui/form/search-field"
import { inSteps } from "~/ui/in-steps"
import { Empty } from "~/ui/state/empty"
import { NoMatches } from "~/ui/state/no-matches"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { RelayRow, ROW_GRID } from "./relay-row"
import { SharedRelays } from "./shared-relays"
import { SuspendedNote } from "./suspended-note"

/** The signed-in person's relays. Search, filters and order are in the page's address, so that a view can be shared. */
export default function RelayList() {
  useTitle(() => text.title)
  const [params, setParams] = useSearchParams()
  const view = createMemo(() => listView(params))
  const pubkey = () => account()?.pubkey
  const relays = useTenantRelays(pubkey)
  const isFirst = () => relays.isSuccess && relays.data.length === 0 && view().status !== "deleted"
  const deleted = useTenantRelays(
    () => (view().status === "deleted" || isFirst() ? pubkey() : undefined),
    () => "deleted",
  )
  const shown = () => (view().status === "deleted" ? deleted : relays)
  const change = (to: Partial<Record<"q" | "status" | "plan" | "sort", string>>) =>
    setParams(Object.fromEntries(Object.entries(to).map(([name, value]) => [name, value || undefined])), {
      replace: true,
      scroll: false,
    })
  const clear = () => change({ q: "", status: "", plan: "" })

  return (
    <>
      <div class="flex items-center justify-between gap-4 max-sm:items-end">
        <div class="min-w-0">
          <h1 class="text-h1">{text.title}</h1>
          <p class="mt-1 text-ink-2">{text.lead}</p>
        </div>
        <LinkButton kind="primary" href={paths.newRelay} icon={Plus} class="shrink-0">
          {text.add}
        </LinkButton>
      </div>
      <SuspendedNote pubkey={pubkey()} />
      <PromptNote pubkey={isFirst() || !relays.isSuccess ? undefined : pubkey()} class="mt-6" />
      <Switch>
        <Match when={isFirst()}>
          <div class="mt-8">
            <Empty
              title={text.empty.title}
              text={text.empty.text}
              action={
                <>
                  <LinkButton kind="primary" href={paths.newRelay} icon={Plus}>
                    {text.add}
                  </LinkButton>
                  <Show when={deleted.isSuccess && deleted.data.length > 0}>
                    <LinkButton href={`${paths.relays}?status=deleted`}>{text.empty.deleted}</LinkButton>
                  </Show>
                </>
              }
            />
          </div>
        </Match>
        <Match when={relays.isError && !relays.data}>
          <div class="mt-8">
            <ProblemNote error={relays.error} onRetry={() => relays.refetch()} />
          </div>
        </Match>
        <Match when={true}>
          <Filters view={view()} change={change} />
          <Switch fallback={<Waiting />}>
            <Match when={shown().isError && !shown().isSuccess}>
              <div class="mt-6">
                <ProblemNote error={shown().error} onRetry={() => shown().refetch()} />
              </div>
            </Match>
            <Match when={shown().isSuccess && shown().data}>
              {(all) => <Rows all={all()} view={view()} onClear={clear} />}
            </Match>
          </Switch>
        </Match>
      </Switch>
      <SharedRelays pubkey={pubkey()} quiet={!relays.isSuccess} />
    </>
  )
}

function Filters(props: { view: ListView; change: (to: { [name: string]: string }) => void }) {
  const plans = usePlans()
  const known = (): Plan[] => (plans.isSuccess ? choosablePlans(plans.data, props.view.plan) : [])
  const all = { value: "", label: text.all }
  return (
    <search class="mt-6 flex flex-wrap gap-2.5">
      <SearchField
        label={text.find}
        value={props.view.q}
        onInput={(q) => props.change({ q })}
        class="min-w-0 flex-1 basis-64"
      />
      <div class="relative flex gap-2.5 overflow-x-auto py-1 -my-1 px-1 -mx-1 max-sm:w-full [scrollbar-width:none]">
        <FilterPill
          label={text.status}
          value={props.view.status}
          options={[all, ...LIST_STATES.map((state) => ({ value: state, label: text.states[state] }))]}
          onChange={(status) => props.change({ status })}
        />
        <FilterPill
          label={text.plan}
          value={props.view.plan}
          options={[all, ...known().map((plan) => ({ value: plan.id, label: plan.name }))]}
          onChange={(plan) => props.change({ plan })}
        />
        <FilterPill
          label={text.sort}
          value={props.view.order}
          options={LIST_ORDERS.map((order) => ({ value: order, label: text.orders[order] }))}
          labelHidden
          onChange={(sort) => props.change({ sort: sort === LIST_ORDERS[0] ? "" : sort })}
        />
      </div>
    </search>
  )
}

function Rows(props: { all: readonly Relay[]; view: ListView; onClear: () => void }) {
  const plans = usePlans()
  const info = useInfo()
  const rows = createMemo(() => listed(props.all, props.view))
  const drawn = createMemo(inSteps(rows))
  const charged = () => info.isSuccess && info.data.payment_methods.length > 0
  const nothing = () =>
    props.view.status === "deleted" && props.all.length === 0 ? text.nothingDeleted : text.nothing(props.view.q.trim())
  return (
    <>
      <p class="mt-4 mb-2 text-ink-3 text-small tabular-nums" aria-live="polite">
        {text.count(rows().length, props.all.length)}
      </p>
      <div class="overflow-hidden rounded-card border border-line bg-surface">
        <Show
          when={rows().length > 0}
          fallback={<NoMatches text={nothing()} onClear={() => isNarrowed(props.view) && props.onClear()} />}
        >
          <ul aria-label={text.list} class="divide-y divide-line">
            <For each={drawn()}>
              {(relay) => (
                <li>
                  <RelayRow relay={relay} plans={plans.isSuccess ? plans.data : []} charged={charged()} />
                </li>
              )}
            </For>
          </ul>
        </Show>
      </div>
    </>
  )
}

const WAITING_ROWS = [0, 1, 2]

/** The loading list, in its final geometry. */
const Waiting = () => (
  <Loading label={text.loading}>
    <div class="mt-4 mb-2 flex h-5 items-center">
      <Skeleton class="h-3 w-16" />
    </div>
    <div class="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface">
      <For each={WAITING_ROWS}>
        {() => (
          <div class={ROW_GRID}>
            <Skeleton class="size-11 rounded-flag" />
            <span class="grid gap-[9px] py-1">
              <Skeleton class="h-3.5 w-44 max-w-full" />
              <Skeleton class="h-3 w-60 max-w-full" />
            </span>
            <Skeleton class="h-3 w-16" />
            <Skeleton class="hidden h-3 w-28 wide:block" />
            <Skeleton class="hidden h-3 w-16 wide:block" />
          </div>
        )}
      </For>
    </div>
  </Loading>
)
