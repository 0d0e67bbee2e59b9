import { createMemo, For, Match, Show, Switch } from "solid-js"
import { useCosts } from "~/api/account/costs"
import { useInfo } from "~/api/info"
import { useDraft } from "~/api/invoices"
import { usePlans } from "~/api/plans"
import { type Relay, useTenantRelays } from "~/api/relays"
import { Amount } from "~/components/billing/amount"
import { useBillingNow } from "~/components/billing/billing-now"
import { useReading } from "~/components/billing/reading"
import { type Cost, costsOf } from "~/domain/billing/costs"
import { relayName } from "~/domain/relay/relay"
import { day } from "~/domain/time"
import { text } from "~/features/account/words/en/account"
import { text as planText } from "~/i18n/en/plans"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { inSteps } from "~/ui/in-steps"
import { Flag } from "~/ui/picture/flag"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"

const words = text.costs

/** The monthly costs of this account's relays, and their sum. */
export function Costs(props: {
  pubkey: string
  /** The start of the next month, in unix seconds of billing's clock. */
  renews: number | null | undefined
}) {
  const now = useBillingNow()
  const { read, text: textOf, isFiatFirst } = useReading()
  const draft = useDraft(() => props.pubkey)
  const everyMonth = () => {
    if (!paying()) return words.everyMonthOff
    return props.renews ? words.everyMonthFrom(day(props.renews, now())) : words.everyMonth
  }
  const accrued = () => {
    const total = draft.isSuccess ? draft.data?.total : undefined
    if (!total || total.amount === 0) return undefined
    // Credit is shown only with the next invoice.
    return total.amount > 0 ? words.draft(textOf(total, draft.data?.amount)) : undefined
  }
  const relays = useTenantRelays(() => props.pubkey)
  const plans = usePlans()
  const total = useCosts(
    () => props.pubkey,
    () =>
      relays.isSuccess
        ? relays.data.map(({ id, status, plan_id, interval }) => [id, status, plan_id, interval]).join()
        : undefined,
  )
  const info = useInfo()
  const paying = () => info.isSuccess && info.data.payment_methods.length > 0
  const costs = () => (relays.isSuccess && plans.isSuccess ? costsOf(relays.data, plans.data) : undefined)
  return (
    <section aria-labelledby="costs">
      <h2 id="costs" class="mb-3 text-h2">
        {words.title}
      </h2>
      <Switch>
        <Match when={relays.isError || plans.isError}>
          <ProblemNote
            error={relays.error ?? plans.error}
            onRetry={() => (relays.isError ? relays : plans).refetch()}
          />
        </Match>
        <Match when={costs()} keyed>
          {(known) => (
            <Show
              when={known.rows.length > 0}
              fallback={
                <Card>
                  <p class="text-ink-2">{words.none}</p>
                </Card>
              }
            >
              <Card
                bare
                foot={
                  <>
                    <span>{everyMonth()}</span>
                    <b class="font-semibold text-control text-ink tabular-nums">
                      <Show when={total.isSuccess && total.data} fallback={<Skeleton class="h-4 w-20" />}>
                        {(sum) => (
                          <>
                            <Amount money={sum().monthly} cents={isFiatFirst() ? sum().amount : undefined} />
                            <Show when={sum().monthly.amount > 0 && read(sum().monthly, sum().amount).other}>
                              {(other) => <span class="ml-2 font-normal text-ink-3 text-small">{other()}</span>}
                            </Show>
                          </>
                        )}
                      </Show>
                    </b>
                  </>
                }
              >
                <Rows rows={known.rows} />
              </Card>
            </Show>
          )}
        </Match>
        <Match when={true}>
          <Card>
            <Loading label={words.loading} class="grid gap-3">
              <Skeleton class="h-4 w-2/3" />
              <Skeleton class="h-4 w-1/2" />
              <Skeleton class="h-4 w-3/5" />
            </Loading>
          </Card>
        </Match>
      </Switch>
      <Show when={costs()?.hasYearly}>
        <p class="mt-2 text-ink-2 text-small">{words.yearlyApart}</p>
      </Show>
      <Show when={accrued()}>{(said) => <p class="mt-2 text-ink-2 text-small">{said()}</p>}</Show>
    </section>
  )
}

function Rows(props: { rows: readonly Cost<Relay>[] }) {
  const { isFiatFirst } = useReading()
  const drawn = createMemo(inSteps(() => props.rows))
  return (
    <ul class="divide-y divide-line px-4 py-1 sm:px-6">
      <For each={drawn()}>
        {(row) => (
          <li class="flex items-center justify-between gap-4 py-3">
            <a href={paths.relay(row.relay.id)} class="flex min-w-0 items-center gap-3 hover:underline">
              <Flag seed={row.relay.id} icon={row.relay.info_icon} size={28} />
              <span class="truncate">{relayName(row.relay)}</span>
              <span class="text-ink-3 text-small max-sm:hidden">{row.plan?.name ?? row.relay.plan_id}</span>
            </a>
            <span class="shrink-0 whitespace-nowrap text-right tabular-nums">
              <Show when={row.charged} fallback={<span class="text-ink-3 text-small">{words.offline}</span>}>
                <Show when={row.price} fallback={<span class="text-ink-3 text-small">{words.unknownPlan}</span>}>
                  {(price) => (
                    <>
                      <Amount money={price()} cents={isFiatFirst() ? row.cents : undefined} />
                      <Show when={row.isYearly}>
                        <span class="text-ink-3 text-small"> {planText.aYear}</span>
                      </Show>
                    </>
                  )}
                </Show>
              </Show>
            </span>
          </li>
        )}
      </For>
    </ul>
  )
}
