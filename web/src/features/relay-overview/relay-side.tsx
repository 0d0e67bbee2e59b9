import Bell from "lucide-solid/icons/bell"
import Hash from "lucide-solid/icons/hash"
import ImageIcon from "lucide-solid/icons/image"
import Phone from "lucide-solid/icons/phone"
import { createSignal, For, type JSX, Show, Suspense } from "solid-js"
import { useHostFeatures, useInfo } from "~/api/info"
import { usePlans } from "~/api/plans"
import { useRelayDomain } from "~/api/relay/domains"
import { account } from "~/auth/session"
import { lazyPart } from "~/components/frame/lazy-part"
import { text as headText } from "~/components/relay/words/en/relay-head"
import { moneyParts } from "~/domain/billing/money"
import { type Interval, type Plan, planRank, priceFor } from "~/domain/billing/plan"
import { FEATURE_OF, FEATURE_SWITCHES, type FeatureSwitch } from "~/domain/relay/host"
import { type Relay, relayCan } from "~/domain/relay/relay"
import { text as relayText } from "~/features/relay-overview/words/en/relay"
import { Button } from "~/ui/form/button"
import { CopyLine } from "~/ui/form/copy"
import { MountOnOpen } from "~/ui/overlay/dialog"
import { Icon, type IconShape } from "~/ui/picture/icon"
import { Sails } from "~/ui/picture/sails"
import { Skeleton } from "~/ui/state/skeleton"
import { HealthSection } from "./health"
import { RelayDue } from "./relay-due"

const TakeOffline = lazyPart(() => import("~/components/relay/take-offline"))

const words = relayText.side

/**
 * The side column: plan, features, health, the address for apps, and the way offline. The first two also render before
 * the relay is loaded.
 */
export function RelaySide(props: { relay: Relay | undefined; edit: string }) {
  return (
    <aside class="grid content-start divide-y divide-line">
      <PlanSection relay={props.relay} edit={props.edit} />
      <Features relay={props.relay} />
      <Show when={props.relay}>{(relay) => <Rest relay={relay()} />}</Show>
    </aside>
  )
}

/** The dialog outlives its button: the relay is shown as offline at once, but the server may still refuse. */
function Rest(props: { relay: Relay }) {
  const [open, setOpen] = createSignal(false)
  const show = () => setOpen(true)
  const domain = useRelayDomain(
    () => props.relay.id,
    () => props.relay.custom_domain_verified === 1,
  )
  return (
    <>
      <Show when={props.relay.synced === 1 && props.relay.status === "active"}>
        <Section title={words.health}>
          <HealthSection relay={props.relay} />
        </Section>
      </Show>
      <Section title={words.apps}>
        <p class="mb-2 text-ink-2 text-small">{words.address}</p>
        <CopyLine value={props.relay.url} label={words.address} mono truncate="middle" />
        <Show when={domain.isSuccess && domain.data.state === "live"}>
          <p class="mt-3 mb-2 text-ink-2 text-small">{words.ownAddress}</p>
          <CopyLine value={`wss://${props.relay.custom_domain}`} label={words.ownAddress} mono truncate="middle" />
        </Show>
      </Section>
      <Show when={relayCan(props.relay, account()).takeOffline}>
        <section class="py-6">
          <Button kind="bad" size="small" onClick={show}>
            {headText.head.takeOffline}
          </Button>
          <p class="mt-2 text-ink-2 text-small">{words.offlineText}</p>
        </section>
      </Show>
      <MountOnOpen open={open()}>
        <Suspense>
          <TakeOffline relay={props.relay} open={open()} onClose={() => setOpen(false)} />
        </Suspense>
      </MountOnOpen>
    </>
  )
}

/** A part of the side, under its title. */
export const Section = (props: { title: string; children: JSX.Element }) => (
  <section class="min-w-0 py-6 first:pt-0">
    <h2 class="mb-3 text-small">{props.title}</h2>
    {props.children}
  </section>
)

export function PlanSection(props: { relay: Relay | undefined; edit: string }) {
  const plans = usePlans()
  const info = useInfo()
  const plan = () => (plans.isSuccess ? plans.data.find((one) => one.id === props.relay?.plan_id) : undefined)
  const own = () => (account()?.pubkey === props.relay?.tenant_pubkey ? props.relay : undefined)
  const free = () => info.isSuccess && info.data.payment_methods.length === 0
  return (
    <Section title={words.plan}>
      <Show when={props.relay && !plans.isPending} fallback={<Skeleton class="h-6 w-full" />}>
        <Show
          when={plan()}
          fallback={
            <p class="text-control text-ink-2">
              <b class="font-semibold text-ink">{props.relay?.plan_id}</b> {words.unknownPlan}
            </p>
          }
        >
          {(known) => (
            <div class="flex flex-wrap items-center justify-between gap-x-4">
              <span class="flex items-center gap-2 font-semibold">
                <Sails rank={planRank(plans.isSuccess ? plans.data : [], known().id)} />
                {known().name}
              </span>
              <Price plan={known()} interval={props.relay?.interval ?? "month"} />
            </div>
          )}
        </Show>
      </Show>
      <Show when={free() && (plan()?.price.amount ?? 0) > 0}>
        <p class="mt-1 text-ink-2 text-small">{words.paymentsOff}</p>
      </Show>
      <Show when={!free() && (plan()?.price.amount ?? 0) > 0 && !props.relay?.reserved_plan_id && own()}>
        {(relay) => <RelayDue relay={relay()} />}
      </Show>
      <Show when={!props.relay || relayCan(props.relay, account()).changePlan}>
        <p class="mt-2">
          <a class="link text-small" href={`${props.edit}#plan`}>
            {words.changePlan}
          </a>
        </p>
      </Show>
    </Section>
  )
}

function Price(props: { plan: Plan; interval: Interval }) {
  const paid = () => priceFor(props.plan, props.interval)
  const parts = () => moneyParts(paid().price)
  return (
    <Show when={paid().price.amount > 0} fallback={<span class="text-ink-2">{words.free}</span>}>
      <span class="tabular-nums">
        {parts().figure} {parts().unit} <span class="text-ink-2">{paid().isYearly ? words.year : words.month}</span>
      </span>
    </Show>
  )
}

const ICONS: Readonly<Record<FeatureSwitch, IconShape>> = {
  groups_enabled: Hash,
  blossom_enabled: ImageIcon,
  livekit_enabled: Phone,
  push_enabled: Bell,
}

/** The features that are on, of those that the host serves. Unavailable ones are listed once. */
function Features(props: { relay: Relay | undefined }) {
  const host = useHostFeatures(() => props.relay?.zooid_domain)
  const served = () => FEATURE_SWITCHES.filter((field) => host()?.[FEATURE_OF[field]])
  const missing = () => FEATURE_SWITCHES.filter((field) => host() && !host()?.[FEATURE_OF[field]])
  return (
    <Section title={words.features}>
      <Show when={host()} fallback={<Skeleton class="h-10 w-full" />}>
        <Show when={served().length > 0}>
          <ul class="mb-3 grid gap-2 text-small">
            <For each={served()}>
              {(field) => <Feature icon={ICONS[field]} name={words.featureNames[field]} on={props.relay?.[field]} />}
            </For>
          </ul>
        </Show>
        <Show when={missing().length > 0}>
          <p class="text-ink-2 text-small">{words.notYet(missing().map((field) => words.featureNames[field]))}</p>
        </Show>
      </Show>
    </Section>
  )
}

const Feature = (props: { icon: IconShape; name: string; on: 0 | 1 | undefined }) => (
  <li class="flex items-center justify-between gap-4">
    <span class="flex items-center gap-[9px]">
      <Icon of={props.icon} size={16} />
      {props.name}
    </span>
    <Show when={props.on !== undefined}>
      <span class={props.on ? "text-ink-2" : "text-ink-3"}>{props.on ? words.on : words.off}</span>
    </Show>
  </li>
)
