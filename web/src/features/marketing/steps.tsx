import CircleCheck from "lucide-solid/icons/circle-check"
import Copy from "lucide-solid/icons/copy"
import { type JSX, Show } from "solid-js"
import { useHostFeatures, useInfo } from "~/api/info"
import { usePlans } from "~/api/plans"
import { moneyParts } from "~/domain/billing/money"
import { planRank } from "~/domain/billing/plan"
import { text } from "~/features/marketing/words/en/marketing"
import { text as planWords } from "~/i18n/en/plans"
import { Icon } from "~/ui/picture/icon"
import { Sails } from "~/ui/picture/sails"
import { Scale } from "~/ui/state/scale"
import { Section } from "./section"

const words = text.steps
const EXAMPLE_CLAIM = "7KQ2M9XA"

/** The three steps to a relay: name, plan, link, each with a small drawing. */
export function ThreeSteps() {
  const info = useInfo()
  const domain = () => (info.isSuccess ? (info.data.relay_domains[0] ?? "") : "")
  const host = useHostFeatures()
  const plans = usePlans()
  /** The plan that costs nothing, if this server has one. */
  const free = () =>
    plans.isSuccess ? plans.data.find((plan) => !plan.hidden && plan.price.amount === 0)?.name : undefined
  const choose = () => {
    const plan = free()
    return plan === undefined ? words.plan.text : words.plan.textFree(plan)
  }
  const relay = () => `${words.name.example}.${domain()}`
  const link = () =>
    `${host()?.invites === false ? `${location.host}/join/${relay()}` : `${relay()}/join`}?c=${EXAMPLE_CLAIM}`
  return (
    <Section title={words.title} tint>
      <div class="mt-9 grid gap-8 sm:mt-14 wide:grid-cols-3 wide:gap-10">
        <Step at={1} title={words.name.title} text={words.name.text}>
          <div class="flex h-10 items-center rounded-control border border-line-strong bg-surface px-3 text-control">
            <span class="flex-1 truncate">{words.name.example}</span>
            <span class="max-w-[60%] truncate text-ink-3">{domain() && `.${domain()}`}</span>
          </div>
          <p class="mt-2 flex gap-1.5 font-medium text-ok text-small">
            <Icon of={CircleCheck} size={14} class="mt-[3px]" />
            {words.name.good}
          </p>
        </Step>
        <Step at={2} title={words.plan.title} text={choose()}>
          <FirstPlan />
        </Step>
        <Step at={3} title={words.invite.title} text={words.invite.text}>
          <div class="flex items-center gap-2 rounded-control border border-line bg-sunken py-2.5 pr-3 pl-3 text-control">
            <span class="min-w-0 flex-1 truncate">{link()}</span>
            <span class="flex items-center gap-1.5 font-label text-ink-2 text-small">
              <Icon of={Copy} size={14} />
              {words.invite.copy}
            </span>
          </div>
          <p class="mt-2 text-ink-2 text-small">{words.invite.help}</p>
        </Step>
      </div>
    </Section>
  )
}

function Step(props: { at: number; title: string; text: string; children: JSX.Element }) {
  return (
    <div class="min-w-0">
      <Scale value={props.at} max={3} tone="sea" label={words.done(props.at)} />
      <h3 class="mt-4 mb-2 font-semibold text-[18px] leading-[26px] tracking-[-0.014em]">{props.title}</h3>
      <p class="text-pretty text-ink-2">{props.text}</p>
      <div aria-hidden="true" class="mt-5 rounded-card border border-line bg-paper p-4">
        {props.children}
      </div>
    </div>
  )
}

/** The cheapest plan, chosen; its space is reserved until the plans are loaded. */
function FirstPlan() {
  const plans = usePlans()
  const shown = () => (plans.isSuccess ? plans.data.filter((plan) => !plan.hidden) : [])
  const first = () => [...shown()].sort((a, b) => a.price.amount - b.price.amount)[0]
  return (
    <div class="min-h-[68px]">
      <Show when={first()}>
        {(plan) => {
          const price = () => moneyParts(plan().price)
          return (
            <>
              <div class="flex items-center gap-3 py-2">
                <span class="size-[18px] rounded-full border-[5.5px] border-sea bg-surface" />
                <Sails rank={planRank(shown(), plan().id)} />
                <b class="font-label">{plan().name}</b>
                <span class="ml-auto text-ink-2 text-small tabular-nums">
                  {price().figure} {planWords.perMonth(price().unit)}
                </span>
              </div>
              <p class="text-ink-2 text-small">{planWords.membersShort(plan().members)}</p>
            </>
          )
        }}
      </Show>
    </div>
  )
}
