import { useLocation, useNavigate, useSearchParams } from "@solidjs/router"
import { createEffect, createMemo, createSignal, Match, on, Show, Suspense, Switch, untrack } from "solid-js"
import { useInvitation } from "~/api/account/invitation"
import { useInfo } from "~/api/info"
import { usePlans } from "~/api/plans"
import { type Relay, useCreateRelay } from "~/api/relays"
import { account } from "~/auth/session"
import { lazyPart } from "~/components/frame/lazy-part"
import { useTitle } from "~/components/frame/title"
import { loginFrom } from "~/components/frame/way-back"
import { SignUpGate } from "~/components/host/sign-up-note"
import { PlanChoice } from "~/components/relay/plan-choice"
import { choosablePlans } from "~/domain/billing/plan"
import type { RelaySettings } from "~/domain/relay/relay-settings"
import { labelOf } from "~/domain/relay/subdomain"
import { text } from "~/features/relay-settings/words/en/relay-form"
import { text as planText } from "~/i18n/en/plans"
import { paths } from "~/paths"
import { Crumb } from "~/ui/crumb"
import { Button, LinkButton } from "~/ui/form/button"
import { Select } from "~/ui/form/select"
import { MountOnOpen } from "~/ui/overlay/dialog"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { ChargeNote } from "./charge-note"
import { createFaults, focusFirstFault } from "./field-errors"
import { createEdits, type Edits } from "./form-edits"
import { forgetDraft, keepDraft, readDraft } from "./new-relay-draft"
import { createShownIcon, PictureField } from "./picture-field"
import { AddressField, DescriptionField, NameField } from "./relay-fields"
import { RelayPreview } from "./relay-preview"

const KeySheet = lazyPart(() => import("./key-sheet"))

const words = text.create

/** The fields of the form; all others get the server's defaults. */
const ASKED = ["info_name", "subdomain", "info_description", "info_icon", "plan_id", "interval"] as const

/** The form for a new relay. A visitor who sends it creates a key in a dialog, and the relay is created after that. */
export default function NewRelay() {
  useTitle(() => words.title)
  const info = useInfo()
  const plans = usePlans()
  const create = useCreateRelay()
  const admission = useInvitation()
  const navigate = useNavigate()
  const location = useLocation()
  const kept = readDraft()
  const [domain, setDomain] = createSignal(kept.domain)
  const [wasKept, setWasKept] = createSignal(Object.keys(kept.settings).length > 0)
  const [submitted, setSubmitted] = createSignal(kept.submitted && account() !== undefined)
  const [needsKey, setNeedsKey] = createSignal(false)
  const choosable = createMemo(() => (plans.isSuccess ? choosablePlans(plans.data) : []))
  const cheapest = createMemo(() => choosable().toSorted((a, b) => a.price.amount - b.price.amount)[0]?.id ?? "")
  const edits = createEdits<RelaySettings>(
    (touched) => ({
      ...BLANK,
      plan_id: cheapest(),
      subdomain: labelOf(touched.info_name ?? ""),
    }),
    kept.settings,
  )
  const faults = createFaults(ASKED)
  takeFromAddress(edits)
  keepDraft(() => ({ settings: edits.touched(), domain: domain(), submitted: submitted() }))

  const domains = () => (info.isSuccess ? info.data.relay_domains : [])
  const under = () => (domains().includes(domain()) ? domain() : (domains()[0] ?? ""))
  const plan = () => choosable().find((one) => one.id === edits.value("plan_id")) ?? choosable()[0]
  const shownIcon = createShownIcon(() => edits.value("info_icon"))
  let form!: HTMLFormElement

  const send = async () => {
    if (create.isPending || admission.isPending) return
    const settings = Object.fromEntries(ASKED.map((field) => [field, edits.value(field)])) as Pick<
      RelaySettings,
      (typeof ASKED)[number]
    >
    if (!faults.check(settings)) return focusFirstFault(form)
    if (!account()) return setNeedsKey(true)
    // The pay dialog opens over the relay's page, once there is an invoice.
    const costs = (plan()?.price.amount ?? 0) > 0 && info.isSuccess && info.data.payment_methods.length > 0
    try {
      await admission.mutateAsync()
      const made: Relay = await create.mutateAsync({
        ...settings,
        plan_id: plan()?.id ?? settings.plan_id,
        zooid_domain: under(),
      })
      edits.undo()
      forgetDraft()
      navigate(`${paths.relay(made.id)}${costs ? `?pay=${made.id}` : ""}`)
    } catch (error) {
      if (faults.refused(error)) focusFirstFault(form)
    }
  }
  // Returned from the login page, to which the dialog for a key had led.
  createEffect(() => {
    if (!(submitted() && account() && info.isSuccess && plans.isSuccess)) return
    setSubmitted(false)
    void untrack(send)
  })
  const isSaid = () =>
    faults.of("subdomain") ?? faults.of("info_name") ?? faults.of("info_icon") ?? faults.of("plan_id")

  return (
    <>
      <Show when={account()}>
        <Crumb href={paths.relays} label={text.back} />
      </Show>
      <h1 class="text-h1">{words.title}</h1>
      <p class="mt-1 text-ink-2">{words.lead}</p>
      <SignUpGate class="mt-4">{null}</SignUpGate>
      <Show when={wasKept()}>
        <p class="mt-3 text-ink-2 text-small" role="status">
          {words.kept}{" "}
          <button
            type="button"
            class="link touch relative"
            onClick={() => {
              edits.undo()
              faults.clearAll()
              setWasKept(false)
            }}
          >
            {words.startAfresh}
          </button>
        </p>
      </Show>
      <form
        ref={form}
        novalidate
        class="mt-8 grid grid-cols-[minmax(0,1fr)] items-start max-sm:[&_:is(input,textarea)]:scroll-mb-32 gap-x-18 gap-y-8 wide:grid-cols-[minmax(0,1fr)_288px]"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <div class="grid grid-cols-[minmax(0,1fr)] gap-6">
          <NameField edits={edits} faults={faults} />
          <Show when={info.isSuccess} fallback={<Skeleton class="h-24 w-full" />}>
            <AddressField
              edits={edits}
              faults={faults}
              domain={under()}
              underivable={edits.value("info_name").trim() !== ""}
            />
            <Show when={domains().length > 1}>
              <Select
                label={text.address.domain}
                value={under()}
                options={domains().map((one) => ({ value: one, label: `.${one}` }))}
                onChange={setDomain}
              />
            </Show>
          </Show>
          <DescriptionField edits={edits} faults={faults} />
          <PictureField edits={edits} faults={faults} seed={edits.value("subdomain")} shown={shownIcon()} />
        </div>
        <RelayPreview
          name={edits.value("info_name")}
          label={edits.value("subdomain")}
          domain={under()}
          description={edits.value("info_description")}
          icon={shownIcon()}
        />
        <div class="min-w-0 wide:col-span-2">
          <h2 class="font-label text-control">{planText.legend}</h2>
          <p class="mt-1 mb-4 text-ink-2 text-small">{planText.help}</p>
          <Switch>
            <Match when={plans.isPending}>
              <PlansWaiting />
            </Match>
            <Match when={plans.isError && choosable().length === 0}>
              <ProblemNote error={plans.error} onRetry={() => plans.refetch()} />
            </Match>
            <Match when={true}>
              <PlanChoice
                plans={choosable()}
                value={plan()?.id ?? ""}
                error={faults.of("plan_id")}
                onChange={(id) => {
                  faults.clear("plan_id")
                  edits.set("plan_id", id)
                }}
                interval={edits.value("interval")}
                onInterval={(next) => edits.set("interval", next)}
              />
            </Match>
          </Switch>
        </div>
        <div class="sticky bottom-0 z-5 min-w-0 border-line border-t bg-paper max-sm:-mx-4 max-sm:px-4 wide:col-span-2">
          <Show when={(admission.isError || create.isError) && !isSaid()}>
            <ProblemNote class="mt-3" error={admission.error ?? create.error} />
          </Show>
          <div class="flex flex-wrap items-center gap-3 py-4 max-sm:pt-3 max-sm:pb-[calc(12px+env(safe-area-inset-bottom))]">
            <div class="min-w-0 flex-1 basis-72">
              <ChargeNote plan={plan()} interval={edits.value("interval")} />
              <Show when={!account()}>
                <p class="text-ink-2 text-small">{words.loginFirst}</p>
              </Show>
            </div>
            <LinkButton kind="quiet" href={account() ? paths.relays : paths.home} class="max-sm:hidden">
              {words.cancel}
            </LinkButton>
            <Button type="submit" kind="primary" busy={create.isPending} class="max-sm:w-full">
              {words.submit}
            </Button>
          </div>
        </div>
      </form>
      <MountOnOpen open={needsKey()}>
        <Suspense>
          <KeySheet
            open={needsKey()}
            onClose={() => setNeedsKey(false)}
            login={loginFrom(location)}
            onLogin={() => setSubmitted(true)}
            onSignedIn={() => {
              setNeedsKey(false)
              void send()
            }}
          />
        </Suspense>
      </MountOnOpen>
    </>
  )
}

const PlansWaiting = () => (
  <Loading label={planText.loading}>
    <Skeleton class="h-[290px] w-full rounded-card!" />
  </Loading>
)

const BLANK: RelaySettings = {
  info_name: "",
  subdomain: "",
  info_description: "",
  info_icon: "",
  plan_id: "",
  interval: "month",
  policy_public_read: 0,
  policy_public_write: 0,
  policy_public_join: 0,
  members_can_invite: 1,
  groups_enabled: 1,
  blossom_enabled: 1,
  livekit_enabled: 1,
  push_enabled: 1,
  management_enabled: 1,
  policy_strip_signatures: 0,
  public_status: 0,
}

/**
 * `?name=` and `?plan=` fill the form once and are removed from the address, so that a reload does not undo later
 * input.
 */
function takeFromAddress(edits: Edits<RelaySettings>) {
  const [params, setParams] = useSearchParams<{ name?: string; plan?: string }>()
  createEffect(
    on([() => params.name, () => params.plan], ([name, plan]) => {
      if (name) {
        edits.set("info_name", name)
        edits.forget("subdomain")
      }
      if (plan) edits.set("plan_id", plan)
      if (name !== undefined || plan !== undefined) setParams({ name: undefined, plan: undefined }, { replace: true })
    }),
  )
}
