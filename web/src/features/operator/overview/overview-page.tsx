import { For, type JSX, Match, Show, Switch } from "solid-js"
import { useInfo } from "~/api/info"
import { OVERVIEW_AGE_MS, type Overview, useOverview } from "~/api/operator/admin"
import { usePlans } from "~/api/plans"
import { useTitle } from "~/components/frame/title"
import { OpenReports } from "~/features/operator/reports/open-reports"
import { text } from "~/features/operator/words/en/admin"
import { text as moneyText } from "~/features/operator/words/en/admin-money"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { LinkButton } from "~/ui/form/button"
import { CopyLine } from "~/ui/form/copy"
import { Flag } from "~/ui/picture/flag"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { Status } from "~/ui/state/status"
import { Table, Td, Th, Tr } from "~/ui/table"
import { Time } from "~/ui/time"
import { Figures } from "../charts/figures"
import { Ageing } from "./ageing"
import { Attention } from "./attention"
import { Backup } from "./backup"
import { MoneyHold } from "./money-hold"
import { Revenue } from "./revenue"
import { ShareBar } from "./share-bar"

const words = text.overview
/** Most drifted relays that the server lists. */
const DRIFT_ROWS_MAX = 100

/** The overview of the deployment: counts, states, problems and workers. */
export default function AdminOverview() {
  const overview = useOverview()
  const drifting = () => (overview.isSuccess ? overview.data.drift.length : 0)
  useTitle(
    () => words.title,
    () => (drifting() > 0 ? { word: words.inDrift(drifting()), tone: "due" } : undefined),
  )
  return (
    <>
      <h1 class="text-h1">{words.title}</h1>
      <p class="mt-1 text-ink-2">{words.lead(OVERVIEW_AGE_MS / 1000)}</p>
      <Switch>
        <Match when={overview.isSuccess && overview.data}>
          {(shown) => (
            <>
              <MoneyHold overview={shown()} />
              <Body overview={shown()} />
            </>
          )}
        </Match>
        <Match when={overview.isError}>
          <ProblemNote error={overview.error} onRetry={() => overview.refetch()} class="mt-6" />
        </Match>
        <Match when={overview.isPending}>
          <Loading label={words.loading} class="mt-6 grid gap-6 md:grid-cols-3">
            <Skeleton class="h-56 rounded-card" />
            <Skeleton class="h-56 rounded-card" />
            <Skeleton class="h-56 rounded-card" />
          </Loading>
        </Match>
      </Switch>
    </>
  )
}

function Body(props: { overview: Overview }) {
  const info = useInfo()
  const plans = usePlans()
  const relays = () => props.overview.relays
  const planName = (id: string) => (plans.isSuccess ? plans.data.find((plan) => plan.id === id)?.name : undefined) ?? id
  const off = () => info.isSuccess && info.data.payment_methods.length === 0
  /** Also shown after payment methods were removed, because earlier payments remain. */
  const money = () =>
    !off() ||
    props.overview.revenue.some((month) => month.payments > 0) ||
    props.overview.invoices.open.some((band) => band.invoices > 0)
  return (
    <>
      <NeedsALook overview={props.overview} />
      <Show when={relays().total === 0 && props.overview.tenants.total === 0}>
        <Card class="mt-6">
          <h2 class="text-h3">{words.noneYet}</h2>
          <p class="mt-1 mb-4 text-ink-2">{words.noneYetText}</p>
          <CopyLine value={location.origin} label={words.siteAddress} mono />
        </Card>
      </Show>
      <Show when={money()}>
        <div class="mt-6 grid gap-6 lg:grid-cols-[minmax(0,1fr)_372px]">
          <Revenue months={props.overview.revenue} />
          <div class="grid content-start gap-6 md:max-lg:grid-cols-2">
            <Ageing of="open" bands={props.overview.invoices.open} href={`${paths.adminInvoices}?status=open`} />
            <Ageing
              of="overdue"
              bands={props.overview.invoices.overdue}
              href={`${paths.adminInvoices}?status=overdue`}
            />
          </div>
        </div>
      </Show>
      <Show when={relays().total > 0 || props.overview.tenants.total > 0}>
        <div class="mt-6 grid gap-6 md:grid-cols-2 lg:grid-cols-3">
          <Figure
            name={words.relays}
            figure={relays().total}
            unit={words.ofTenants(props.overview.tenants.total)}
            href={paths.adminRelays}
          >
            <ShareBar
              label={words.byStatus}
              shares={(["active", "inactive", "delinquent", "suspended"] as const).map((status) => ({
                label: words.status[status],
                count: relays().by_status[status] ?? 0,
              }))}
            />
          </Figure>
          <Show when={relays().total > 0}>
            <Figure name={words.byPlan} figure={Object.keys(relays().by_plan).length} unit={words.plansInUse}>
              <ShareBar
                label={words.byPlan}
                shares={Object.entries(relays().by_plan).map(([id, count]) => ({ label: planName(id), count }))}
              />
            </Figure>
          </Show>
          <Figure
            name={words.tenants}
            figure={props.overview.tenants.total}
            unit={
              props.overview.tenants.suspended > 0
                ? words.suspendedTenants(props.overview.tenants.suspended)
                : words.noneSuspended
            }
            href={paths.adminTenants}
          >
            <Show when={!money()}>
              <Note title={words.moneyOff} text={words.moneyOffText} />
            </Show>
            <Show when={money()}>
              <ul class="grid gap-1.5 text-small">
                <For each={["past_due", "delinquent"] as const}>
                  {(status) => (
                    <li>
                      <Show
                        when={props.overview.tenants[status] > 0}
                        fallback={moneyText.tenants[status](props.overview.tenants[status])}
                      >
                        <a href={`${paths.adminTenants}?status=${status}`} class="link touch relative">
                          {moneyText.tenants[status](props.overview.tenants[status])}
                        </a>
                      </Show>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
          </Figure>
        </div>
        <Figures />
      </Show>
      <Backup overview={props.overview} />
      <Work workers={props.overview.workers} />
    </>
  )
}

function Figure(props: { name: string; figure: number; unit: string; href?: string; children: JSX.Element }) {
  return (
    <Card>
      <h2 class="font-label text-ink-2 text-small">
        <Show when={props.href} fallback={props.name}>
          {(href) => (
            <a href={href()} class="hover:text-ink hover:underline">
              {props.name}
            </a>
          )}
        </Show>
      </h2>
      <p class="mt-1 mb-4 font-semibold text-figure tabular-nums">
        {props.figure.toLocaleString("en-US")}{" "}
        <span class="font-normal text-control text-ink-2 tracking-normal">{props.unit}</span>
      </p>
      {props.children}
    </Card>
  )
}

function NeedsALook(props: { overview: Overview }) {
  const drift = () => props.overview.drift
  const isCalm = () =>
    drift().length === 0 &&
    [props.overview.host_faults, props.overview.payment_faults, props.overview.disputes].every((all) => !all?.length)
  return (
    <section aria-labelledby="look" class="mt-6">
      <div class="mb-3 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id="look" class="text-h2">
          {words.look}
        </h2>
        <span class="text-ink-3 text-small tabular-nums">
          {drift().length === 0 ? "" : words.lookCount(drift().length, props.overview.relays.total)}
          {drift().length >= DRIFT_ROWS_MAX ? ` ${words.lookMost}` : ""}
        </span>
      </div>
      <OpenReports />
      <Attention overview={props.overview} />
      <Show when={drift().length > 0}>
        <Card bare>
          <Table
            label={words.look}
            head={
              <>
                <Th>{words.relay}</Th>
                <Th>{words.what}</Th>
                <Th end>
                  <span class="sr-only">{words.open}</span>
                </Th>
              </>
            }
          >
            <For each={drift()}>
              {(entry) => (
                <Tr>
                  <Td>
                    <span class="flex min-w-0 items-center gap-3">
                      <Flag seed={entry.relay_id} size={28} />
                      <span class="truncate font-semibold">{entry.url.replace(/^wss?:\/\//, "")}</span>
                    </span>
                  </Td>
                  <Td class="text-ink-2">
                    <span class="min-w-0 break-words">{entry.sync_error || words.waiting}</span>
                  </Td>
                  <Td end>
                    <LinkButton
                      size="small"
                      href={paths.adminRelay(entry.relay_id)}
                      aria-label={words.openRelay(entry.url)}
                    >
                      {words.open}
                    </LinkButton>
                  </Td>
                </Tr>
              )}
            </For>
          </Table>
        </Card>
      </Show>
      <Show when={isCalm()}>
        <Status tone="ok" word={words.lookNone} />
      </Show>
    </section>
  )
}

type Worker = Overview["workers"][number]

function Work(props: { workers: readonly Worker[] }) {
  return (
    <section aria-labelledby="work" class="mt-8">
      <h2 id="work" class="mb-3 text-h2">
        {words.work}
      </h2>
      <Card bare class="overflow-hidden">
        <Show when={props.workers.length > 0} fallback={<p class="px-6 py-5 text-ink-2">{words.workNone}</p>}>
          <ul class="-mr-px -mb-px grid sm:grid-cols-2 lg:grid-cols-3">
            <For each={props.workers}>
              {(worker) => (
                <li class="grid content-start gap-1 border-line border-r border-b px-4 py-4 sm:px-6">
                  <h3 class="text-h3">{words.worker[worker.name] ?? worker.name}</h3>
                  <WorkerStatus worker={worker} />
                  <Show when={worker.last_run_at}>
                    {(at) => (
                      <p class="text-ink-2 text-small">
                        {words.lastRun} <Time at={at()} />
                      </p>
                    )}
                  </Show>
                  <Show when={worker.last_error}>
                    <p class="break-words text-ink-3 text-small">
                      {worker.last_error}{" "}
                      <Show when={worker.last_error_at}>
                        {(at) => (
                          <>
                            (<Time at={at()} />)
                          </>
                        )}
                      </Show>
                    </p>
                  </Show>
                </li>
              )}
            </For>
          </ul>
        </Show>
      </Card>
    </section>
  )
}

function WorkerStatus(props: { worker: Worker }) {
  const shown = () => {
    const { last_run_at: ran, last_error_at: failed } = props.worker
    if (ran == null) return { tone: "off", word: words.notYet } as const
    return failed != null && failed >= ran
      ? ({ tone: "bad", word: words.failing } as const)
      : ({ tone: "ok", word: words.running } as const)
  }
  return <Status tone={shown().tone} word={shown().word} />
}
