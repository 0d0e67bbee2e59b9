import { useSearchParams } from "@solidjs/router"
import { clsx } from "clsx"
import { createUniqueId, For, lazy, Match, Show, Suspense, Switch as Switches } from "solid-js"
import { useHostFeatures, useInfo } from "~/api/info"
import { usePlans } from "~/api/plans"
import { useUpdateRelay } from "~/api/relays"
import { account } from "~/auth/session"
import { QuoteNote } from "~/components/billing/quote-note"
import { PlanChoice } from "~/components/relay/plan-choice"
import { choosablePlans, firstPlanWith, isPlanFeature, type Plan, planHas, planLosses } from "~/domain/billing/plan"
import { FEATURE_OF, FEATURE_SWITCHES, type FeatureSwitch } from "~/domain/relay/host"
import { goneAt, type Relay, relayCan } from "~/domain/relay/relay"
import { type RelaySettings, SETTING_FIELDS, type SwitchField, settingsOf } from "~/domain/relay/relay-settings"
import { day } from "~/domain/time"
import { text } from "~/features/relay-settings/words/en/relay-form"
import { text as transferText } from "~/features/relay-settings/words/en/relay-transfer"
import { text as planText } from "~/i18n/en/plans"
import { Rows } from "~/ui/card"
import { boxClass } from "~/ui/form/field"
import { Switch } from "~/ui/form/switch"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { ProblemNote, sentenceOf } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { createFaults, type Faults, focusFirstFault } from "./field-errors"
import { createEdits, type Edits } from "./form-edits"
import { createShownIcon, PictureField } from "./picture-field"
import { RelayDanger } from "./relay-danger"
import { AddressField, DescriptionField, NameField } from "./relay-fields"
import { RelayTransfer } from "./relay-transfer"
import { SaveBar } from "./save-bar"
import { Section } from "./section"

/** Loaded only where the server has custom domains. */
const PayToStart = lazy(() => import("~/components/relay/pay-to-start"))
const CustomDomain = lazy(() => import("./custom-domain"))

/** The settings form of a relay, for its owner and for the operator. It sends only what differs; untouched fields follow the server. */
export function RelayForm(props: { relay: Relay; operator?: boolean }) {
  const update = useUpdateRelay()
  const info = useInfo()
  const [, setParams] = useSearchParams()
  const edits = createEdits<RelaySettings>(() => settingsOf(props.relay))
  const faults = createFaults(SETTING_FIELDS)
  const shownIcon = createShownIcon(() => edits.value("info_icon"))
  const id = createUniqueId()
  const can = () => relayCan(props.relay, account())
  let form!: HTMLFormElement

  const save = async () => {
    const changes = edits.changes()
    if (update.isPending || Object.keys(changes).length === 0) return
    if (!faults.check(changes)) return focusFirstFault(form)
    // Another plan without an interval would be monthly.
    if (changes.plan_id) changes.interval = edits.value("interval")
    try {
      const saved = await update.mutateAsync({ relay: props.relay, changes })
      edits.saved(changes)
      toast({ tone: "ok", text: text.save.saved })
      // A plan that starts when it is paid opens the pay dialog.
      if ((changes.plan_id || changes.interval) && saved.reserved_plan_id)
        setParams({ pay: saved.id }, { replace: true, scroll: false })
    } catch (error) {
      if (faults.refused(error)) return focusFirstFault(form)
      toast({
        tone: "bad",
        text: `${text.save.failed} ${sentenceOf(error)}`,
        action: { label: text.save.again, onSelect: () => void save() },
      })
    }
  }
  const parts = { edits, faults }

  return (
    <Show when={!goneAt(props.relay)} fallback={<Gone relay={props.relay} />}>
      <form
        ref={form}
        id={id}
        novalidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        {/* Lets Enter save the form before the save bar is shown. */}
        <input type="submit" hidden />
        <Section first title={text.profile.title} lead={text.profile.lead}>
          <div class="grid grid-cols-[minmax(0,1fr)] gap-5 py-3.5">
            <NameField {...parts} help={false} />
            <DescriptionField {...parts} help={false} />
            <AddressField
              {...parts}
              domain={props.relay.zooid_domain}
              current={props.relay.subdomain}
              customDomain={props.relay.custom_domain}
            />
            <PictureField {...parts} seed={props.relay.id} shown={shownIcon()} />
          </div>
        </Section>
        <Show when={can().changePlan}>
          <PlanSection {...parts} relay={props.relay} operator={props.operator} />
        </Show>
        <AccessSection {...parts} />
        <FeatureSection {...parts} domain={props.relay.zooid_domain} />
        <Section title={text.experts.title} lead={text.experts.lead}>
          <Rows>
            <SettingSwitch {...parts} field="management_enabled" words={text.experts.management_enabled} />
            <SettingSwitch {...parts} field="policy_strip_signatures" words={text.experts.policy_strip_signatures} />
            <SettingSwitch {...parts} field="public_status" words={text.experts.public_status} />
          </Rows>
        </Section>
      </form>
      <Show when={props.relay.custom_domain !== "" || (info.isSuccess && info.data.custom_domains)}>
        <Suspense>
          <CustomDomain relay={props.relay} />
        </Suspense>
      </Show>
      <Section title={transferText.title} lead={transferText.lead}>
        <RelayTransfer relay={props.relay} />
      </Section>
      <Show when={can().remove}>
        <Section title={text.danger.title}>
          <RelayDanger relay={props.relay} operator={props.operator} onLeave={() => edits.undo()} />
        </Section>
      </Show>
      <SaveBar
        form={id}
        changed={edits.changed()}
        busy={update.isPending}
        onUndo={() => {
          edits.undo()
          faults.clearAll()
        }}
      />
    </Show>
  )
}

/** A deleted relay has no settings. The head of its page offers to restore it. */
const Gone = (props: { relay: Relay }) => (
  <Note text={text.danger.deleted(day(goneAt(props.relay) ?? 0, Date.now() / 1000))} />
)

type Parts = { edits: Edits<RelaySettings>; faults: Faults }

/** One switch, with its current effect. */
function SettingSwitch(
  props: Parts & {
    field: SwitchField
    words: { label: string; on: string; off: string }
    note?: string | undefined
    locked?: { label: string; href: string } | undefined
  },
) {
  const on = () => props.edits.value(props.field) === 1
  return (
    <Switch
      name={props.field}
      label={props.words.label}
      help={on() ? props.words.on : props.words.off}
      note={props.faults.of(props.field) ?? props.note}
      locked={props.locked}
      checked={on()}
      onChange={(next) => {
        props.faults.clear(props.field)
        props.edits.set(props.field, next ? 1 : 0)
      }}
    />
  )
}

function AccessSection(props: Parts) {
  const words = text.access
  const isOpen = () => props.edits.value("policy_public_write") === 1
  return (
    <Section title={words.title} lead={words.lead}>
      <Rows>
        <SettingSwitch {...props} field="policy_public_read" words={words.policy_public_read} />
        <SettingSwitch
          {...props}
          field="policy_public_write"
          words={words.policy_public_write}
          note={isOpen() ? words.policy_public_write.warning : undefined}
        />
        <SettingSwitch {...props} field="policy_public_join" words={words.policy_public_join} />
        <SettingSwitch {...props} field="members_can_invite" words={words.members_can_invite} />
      </Rows>
    </Section>
  )
}

/** The id of the plan section: a locked switch leads there. */
const PLAN = "plan"

function PlanSection(props: Parts & { relay: Relay; operator?: boolean | undefined }) {
  const plans = usePlans()
  const info = useInfo()
  const host = useHostFeatures(() => props.relay.zooid_domain)
  const charges = () => info.isSuccess && info.data.payment_methods.length > 0
  const all = (): readonly Plan[] => (plans.isSuccess ? plans.data : [])
  const byId = (id: string) => all().find((plan) => plan.id === id)
  const chosen = () => byId(props.edits.value("plan_id"))
  const isMoved = () =>
    props.edits.value("plan_id") !== props.relay.plan_id || props.edits.value("interval") !== props.relay.interval
  const losses = () => {
    const to = byId(props.edits.value("plan_id"))
    if (!to || to.id === props.relay.plan_id) return undefined
    const lost = planLosses(byId(props.relay.plan_id), to)
    const words = lost.features
      .filter((feature) => props.relay[feature] === 1 && host()?.[FEATURE_OF[feature]])
      .map((feature) => text.plan.loseFeature[feature] as string)
    if (lost.members !== null) words.push(text.plan.loseMembers(lost.members))
    return words.length > 0 ? text.plan.lose(to.name, words) : undefined
  }
  return (
    <Section id={PLAN} title={text.plan.title} lead={text.plan.lead}>
      <div class="py-3.5">
        <Switches>
          <Match when={plans.isPending}>
            <Loading label={planText.loading}>
              <Skeleton class="h-[290px] w-full rounded-card!" />
            </Loading>
          </Match>
          <Match when={plans.isError && !plans.isSuccess}>
            <ProblemNote error={plans.error} onRetry={() => plans.refetch()} />
          </Match>
          <Match when={true}>
            <Show when={props.relay.reserved_plan_id}>
              <div class="mb-3">
                <Suspense>
                  <PayToStart relay={props.relay} brief />
                </Suspense>
              </div>
            </Show>
            <PlanChoice
              plans={props.operator ? all() : choosablePlans(all(), props.relay.plan_id)}
              domain={props.relay.zooid_domain}
              value={props.edits.value("plan_id")}
              current={props.relay.plan_id}
              members={props.relay.member_count ?? undefined}
              error={props.faults.of("plan_id")}
              onChange={(id) => {
                props.faults.clear("plan_id")
                props.edits.set("plan_id", id)
              }}
              interval={props.edits.value("interval")}
              onInterval={(next) => props.edits.set("interval", next)}
            />
            <Show when={!byId(props.relay.plan_id)}>
              <p class="mt-3 text-ink-2 text-small">{text.plan.gone}</p>
            </Show>
            <Show when={isMoved() && charges() && chosen()}>
              {(plan) => (
                <div class="mt-3">
                  <QuoteNote relay={props.relay} plan={plan()} interval={props.edits.value("interval")} />
                </div>
              )}
            </Show>
            <Show when={losses()}>
              <Note tone="due" role="status" class="mt-3" text={losses()} />
            </Show>
          </Match>
        </Switches>
      </div>
    </Section>
  )
}

/**
 * The features that the relay's host serves. They follow the plan that is chosen in the form, so that plan and features can be
 * changed together. A feature that the host does not serve has no switch.
 */
function FeatureSection(props: Parts & { domain: string }) {
  const host = useHostFeatures(() => props.domain)
  const served = () => FEATURE_SWITCHES.filter((field) => host()?.[FEATURE_OF[field]])
  const missing = () => FEATURE_SWITCHES.filter((field) => host() && !host()?.[FEATURE_OF[field]])
  const plans = usePlans()
  const all = (): readonly Plan[] => (plans.isSuccess ? plans.data : [])
  const plan = () => all().find((one) => one.id === props.edits.value("plan_id"))
  const locked = (field: FeatureSwitch) => {
    if (!plans.isSuccess || !isPlanFeature(field) || planHas(plan(), field)) return undefined
    const from = firstPlanWith(all(), field)
    return { label: from ? text.features.from(from.name) : text.features.notOffered, href: `#${PLAN}` }
  }
  return (
    <Section title={text.features.title} lead={plan() ? text.features.yourPlan(plan()?.name ?? "") : ""}>
      <Rows>
        <For each={served()}>
          {(field) => <SettingSwitch {...props} field={field} words={text.features[field]} locked={locked(field)} />}
        </For>
      </Rows>
      <Show when={missing().length > 0}>
        <p class="py-3 text-ink-2 text-small">
          {text.features.notYet(missing().map((field) => text.features[field].label as string))}
        </p>
      </Show>
    </Section>
  )
}

/** The first fields of the form while the relay is loading; hidden from screen readers. */
export const FormSkeleton = () => (
  <Section first title={text.profile.title} lead={text.profile.lead}>
    <div class="grid grid-cols-[minmax(0,1fr)] gap-5 py-3.5" aria-hidden="true">
      <FieldSkeleton label={text.name.label} box="h-10 max-sm:h-[46px]" />
      <FieldSkeleton label={text.description.label} box="h-20.5" />
      <FieldSkeleton label={text.address.label} box="h-10 max-sm:h-[46px]" help={text.address.change} />
    </div>
  </Section>
)

const FieldSkeleton = (props: { label: string; box: string; help?: string }) => (
  <div class="grid grid-cols-[minmax(0,1fr)] gap-1.5">
    <span class="font-label text-control">{props.label}</span>
    <span class={clsx(boxClass(false), props.box)} />
    <p class="text-ink-2 text-small empty:hidden">{props.help}</p>
  </div>
)
