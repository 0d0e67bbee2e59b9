import { useParams } from "@solidjs/router"
import { createSignal, For, Match, Show, Switch } from "solid-js"
import { useInfo } from "~/api/info"
import { usePlans } from "~/api/plans"
import { useProfiles } from "~/api/profiles"
import { useTenantRelays } from "~/api/relays"
import { type Tenant, useNotices, useTenant, useTenantInvoices } from "~/api/tenants"
import { PlayMoney } from "~/components/billing/play-money"
import { Plain } from "~/components/frame/plain"
import { useTitle } from "~/components/frame/title"
import { AuditPart } from "~/components/operator/audit-part"
import { SidePart } from "~/components/side-part"
import { billingStatusOf } from "~/domain/billing/billing-status"
import { moneyText } from "~/domain/billing/money"
import { npub, shortId } from "~/domain/nostr"
import { text } from "~/features/operator/words/en/admin"
import { text as moneyWords } from "~/features/operator/words/en/admin-money"
import { paths } from "~/paths"
import { Card, Fact, Facts } from "~/ui/card"
import { Crumb } from "~/ui/crumb"
import { Button } from "~/ui/form/button"
import { CopyLine } from "~/ui/form/copy"
import { MountOnOpen } from "~/ui/overlay/dialog"
import { Avatar } from "~/ui/picture/avatar"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton, SkeletonRows } from "~/ui/state/skeleton"
import { Status } from "~/ui/state/status"
import { Time } from "~/ui/time"
import { TenantAdjustments } from "./adjustments"
import { CreateRelay } from "./create-relay"
import { InvoiceTable } from "./invoice-table"
import { RelayTable } from "./relay-table"
import { TenantActivity } from "./tenant-activity"
import { TenantSuspension } from "./tenant-suspension"

const words = text.tenant
const money = moneyWords.tenant

const MSATS = 1_000

/** One tenant, for operators. */
export default function AdminTenant() {
  const params = useParams<{ pubkey: string }>()
  const tenant = useTenant(() => params.pubkey)
  useTitle(
    () => shortId(params.pubkey),
    () => (tenant.isSuccess && tenant.data ? billingStatusOf(tenant.data) : undefined),
  )
  return (
    <>
      <Crumb href={paths.adminTenants} label={words.crumb} />
      <Switch>
        <Match when={tenant.isError}>
          <ProblemNote error={tenant.error} onRetry={() => tenant.refetch()} />
        </Match>
        <Match when={tenant.isPending}>
          <Loading class="flex items-center gap-4">
            <Skeleton class="size-16 rounded-full" />
            <Skeleton class="h-7 w-64" />
          </Loading>
        </Match>
        <Match when={tenant.isSuccess && tenant.data}>{(known) => <Body tenant={known()} />}</Match>
        <Match when={true}>
          <Plain
            title={words.missing}
            text={words.missingText}
            action={{ href: paths.adminTenants, label: words.crumb }}
          />
        </Match>
      </Switch>
    </>
  )
}

function Body(props: { tenant: Tenant }) {
  const pubkey = () => props.tenant.pubkey
  const profile = useProfiles(() => [pubkey()])
  const name = () => profile(pubkey())?.name ?? shortId(pubkey())
  const suspended = () => props.tenant.status === "suspended"
  return (
    <>
      <div class="flex flex-wrap items-center gap-4">
        <Avatar pubkey={pubkey()} name={profile(pubkey())?.name} picture={profile(pubkey())?.picture} size={64} />
        <div class="min-w-0 flex-1">
          <div class="flex flex-wrap items-baseline gap-x-3.5 gap-y-1">
            <h1 class="truncate text-h1">{name()}</h1>
            <Status tone={billingStatusOf(props.tenant).tone} word={billingStatusOf(props.tenant).word} />
          </div>
          <Show when={profile(pubkey())?.name}>
            <p class="truncate text-ink-2">
              <span class="mono">{shortId(pubkey())}</span>
            </p>
          </Show>
        </div>
        <CreateButton tenant={pubkey()} name={name()} />
        <TenantSuspension tenant={props.tenant} name={name()} />
      </div>
      <Show when={suspended() && props.tenant.suspension_reason}>
        {(reason) => <Note tone="bad" class="mt-5" text={words.reasonWas(reason())} />}
      </Show>
      <Show when={props.tenant.disputed_at}>
        {(at) => (
          <Note
            tone="due"
            role="status"
            class="mt-5"
            title={money.disputed}
            text={
              <>
                {money.disputedSince} <Time at={at()} as="dayAndTime" />. {money.disputedText}
              </>
            }
          />
        )}
      </Show>
      <div class="mt-8 grid items-start gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_328px]">
        <div class="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-8">
          <Relays pubkey={pubkey()} />
          <Invoices tenant={props.tenant} name={name()} />
          <AuditPart scope={{ tenant: pubkey() }} />
          <TenantActivity tenant={props.tenant} />
        </div>
        <aside class="min-w-0">
          <SidePart title={words.id}>
            <CopyLine value={npub(pubkey())} label={words.id} mono truncate="middle" />
          </SidePart>
          <SidePart title={words.hex}>
            <CopyLine value={pubkey()} label={words.hex} mono truncate="middle" />
          </SidePart>
          <SidePart title={words.facts}>
            <Facts>
              <Fact name={words.since}>
                <Time at={props.tenant.created_at} as="dayAndTime" />
              </Fact>
              <Show when={props.tenant.suspended_at}>
                {(at) => (
                  <Fact name={words.suspendedSince}>
                    <Time at={at()} as="dayAndTime" />
                  </Fact>
                )}
              </Show>
              <Show when={props.tenant.churned_at}>
                {(at) => (
                  <Fact name={money.churned}>
                    <Time at={at()} as="day" />
                  </Fact>
                )}
              </Show>
              <Show when={props.tenant.renews_at}>
                {(at) => (
                  <Fact name={money.renews}>
                    <Time at={at()} as="day" />
                  </Fact>
                )}
              </Show>
              <Fact name={money.credit}>{moneyText(props.tenant.credit)}</Fact>
              <Fact name={money.wallet}>
                {props.tenant.wallet ? money.walletOf(shortId(props.tenant.wallet.pubkey)) : money.none}
                <Show when={props.tenant.wallet?.budget_msats}>
                  {(msats) => (
                    <span class="block text-ink-3 text-small">
                      {money.budget(Math.floor(msats() / MSATS).toLocaleString("en-US"))}
                    </span>
                  )}
                </Show>
                <PlayMoney wallet={props.tenant.wallet?.pubkey} class="text-ink-3 text-small" />
              </Fact>
              <Fact name={money.card}>
                {props.tenant.card ? money.cardOf(props.tenant.card.brand, props.tenant.card.last4) : money.none}
              </Fact>
            </Facts>
            <Show when={props.tenant.nwc_error}>
              {(why) => <Note tone="bad" class="mt-3" text={money.walletFailed(why())} />}
            </Show>
            <Show when={props.tenant.stripe_error}>
              {(why) => <Note tone="bad" class="mt-3" text={money.cardFailed(why())} />}
            </Show>
          </SidePart>
          <Messages pubkey={pubkey()} />
        </aside>
      </div>
    </>
  )
}

function CreateButton(props: { tenant: string; name: string }) {
  const [open, setOpen] = createSignal(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{words.createRelay}</Button>
      <MountOnOpen open={open()}>
        <CreateRelay tenant={props.tenant} name={props.name} open={open()} onClose={() => setOpen(false)} />
      </MountOnOpen>
    </>
  )
}

function Relays(props: { pubkey: string }) {
  const relays = useTenantRelays(() => props.pubkey)
  const plans = usePlans()
  return (
    <section aria-labelledby="relays">
      <h2 id="relays" class="mb-3 text-h2">
        {words.relays}
      </h2>
      <Switch>
        <Match when={relays.isError}>
          <ProblemNote error={relays.error} onRetry={() => relays.refetch()} />
        </Match>
        <Match when={relays.isPending}>
          <SkeletonRows count={2} />
        </Match>
        <Match when={relays.isSuccess && relays.data}>
          {(rows) => (
            <Card bare>
              <Show when={rows().length > 0} fallback={<p class="px-4 py-5 text-ink-2 sm:px-6">{words.noRelays}</p>}>
                <RelayTable rows={rows()} plans={plans.isSuccess ? plans.data : []} />
              </Show>
            </Card>
          )}
        </Match>
      </Switch>
    </section>
  )
}

function Invoices(props: { tenant: Tenant; name: string }) {
  const invoices = useTenantInvoices(() => props.tenant.pubkey)
  const info = useInfo()
  const none = () => (info.isSuccess && info.data.payment_methods.length === 0 ? words.invoicesOff : words.invoicesNone)
  return (
    <section aria-labelledby="tenant-invoices">
      <div class="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id="tenant-invoices" class="text-h2">
          {words.invoices}
        </h2>
        <TenantAdjustments tenant={props.tenant} name={props.name} />
      </div>
      <Switch>
        <Match when={invoices.isError}>
          <ProblemNote error={invoices.error} onRetry={() => invoices.refetch()} />
        </Match>
        <Match when={invoices.isSuccess && invoices.data.rows}>
          {(rows) => (
            <Show
              when={rows().length > 0}
              fallback={
                <Card>
                  <p class="text-ink-2">{none()}</p>
                </Card>
              }
            >
              <Card
                bare
                foot={
                  <a href={`${paths.adminInvoices}?tenant=${props.tenant.pubkey}`} class="link">
                    {money.allInvoices}
                  </a>
                }
              >
                <InvoiceTable label={words.invoices} rows={rows()} />
              </Card>
            </Show>
          )}
        </Match>
      </Switch>
    </section>
  )
}

function Messages(props: { pubkey: string }) {
  const notices = useNotices(() => props.pubkey)
  return (
    <SidePart title={words.messages}>
      <Show
        when={notices.isSuccess && notices.data.rows.length > 0 && notices.data.rows}
        fallback={<p class="text-ink-2 text-small">{words.messagesNone}</p>}
      >
        {(rows) => (
          <ul class="grid gap-2 text-small">
            <For each={rows()}>
              {(notice) => (
                <li>
                  {notice.notice_type.replaceAll("_", " ")}, <Time at={notice.created_at} />
                </li>
              )}
            </For>
          </ul>
        )}
      </Show>
    </SidePart>
  )
}
