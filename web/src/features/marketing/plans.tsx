import Scales from "lucide-solid/icons/scale"
import { For, type JSX, Match, Show, Switch } from "solid-js"
import { type Info, useHostFeatures, useInfo } from "~/api/info"
import { usePlans } from "~/api/plans"
import { useSignUpBarrier } from "~/components/host/sign-up-note"
import { PlanFeature } from "~/components/plan-feature"
import { estimate, moneyParts, moneyText } from "~/domain/billing/money"
import { choosablePlans, type Plan, planRank } from "~/domain/billing/plan"
import { featureState } from "~/domain/relay/host"
import { text } from "~/features/marketing/words/en/marketing"
import { text as planWords } from "~/i18n/en/plans"
import { paths } from "~/paths"
import { LinkButton } from "~/ui/form/button"
import { createMedia } from "~/ui/picture/media"
import { Sails } from "~/ui/picture/sails"
import { Note } from "~/ui/state/note"
import { ProblemNote } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { Section } from "./section"

const words = text.plans

/** The prices of this server's catalogue, and the consequence of not paying. */
export function Plans() {
  const plans = usePlans()
  const info = useInfo()
  return (
    <Section id="plans" title={words.title} lead={words.lead} tint>
      <div class="mt-6 sm:mt-8">
        <Switch>
          <Match when={plans.isPending}>
            <Loading label={planWords.loading}>
              <Skeleton class="h-[420px] rounded-card" />
            </Loading>
          </Match>
          <Match when={plans.isError}>
            <ProblemNote error={plans.error} onRetry={() => plans.refetch()} />
          </Match>
          <Match when={plans.data}>{(list) => <Comparison plans={choosablePlans(list())} />}</Match>
        </Switch>
      </div>
      <Show when={!info.isPending && info.data}>{(data) => <Money info={data()} />}</Show>
    </Section>
  )
}

function Money(props: { info: Info }) {
  const on = () => props.info.payment_methods.length > 0
  const ways = () => props.info.payment_methods.map((way) => text.debt.ways[way]).join(text.debt.ways.or)
  return (
    <Note
      icon={Scales}
      class="mt-7 max-w-[760px]"
      title={on() ? text.debt.title : text.debt.offTitle}
      text={on() ? text.debt.on(ways(), props.info.grace_days) : text.debt.off}
    />
  )
}

function Comparison(props: { plans: Plan[] }) {
  const wide = createMedia("(min-width: 640px)")
  return (
    <Show when={wide()} fallback={<Cards plans={props.plans} />}>
      <Table plans={props.plans} />
    </Show>
  )
}

const membersOf = (plan: Plan) => (plan.members === null ? planWords.unlimited : planWords.upTo(plan.members))
const limitsOf = (plan: Plan) => planWords.fileLimits(plan.file_bytes, plan.file_bytes_per_member)

/** The features of a plan that the host of new relays may not serve yet. */
function useFeatures() {
  const host = useHostFeatures()
  return {
    files: (plan: Plan) => featureState(plan.blossom, host()?.blossom ?? false),
    calls: (plan: Plan) => featureState(plan.livekit, host()?.livekit ?? false),
  }
}

function Table(props: { plans: Plan[] }) {
  const { files, calls } = useFeatures()
  return (
    <div class="relative overflow-x-auto">
      <table class="w-full min-w-[592px] table-fixed cells-apart text-control">
        <caption class="sr-only">{planWords.caption}</caption>
        <thead>
          <tr>
            <td class="w-1/4" />
            <For each={props.plans}>
              {(plan) => (
                <th scope="col" class="border-line border-l px-6 pt-2 pb-6 text-left align-top font-normal">
                  <Head plans={props.plans} plan={plan} />
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <Row name={planWords.members} plans={props.plans} cell={membersOf} />
          <Row name={planWords.invites} plans={props.plans} cell={() => <PlanFeature state="included" />} />
          <Row
            name={planWords.files}
            plans={props.plans}
            cell={(plan) => <PlanFeature state={files(plan)} limit={limitsOf(plan)} />}
          />
          <Row name={planWords.calls} plans={props.plans} cell={(plan) => <PlanFeature state={calls(plan)} />} />
          <tr>
            <td class="border-line border-t" />
            <For each={props.plans}>
              {(plan) => (
                <td class="border-line border-t border-l px-6 pt-6">
                  <Choose plans={props.plans} plan={plan} />
                </td>
              )}
            </For>
          </tr>
        </tbody>
      </table>
    </div>
  )
}

function Row(props: { name: string; plans: Plan[]; cell: (plan: Plan) => JSX.Element }) {
  return (
    <tr>
      <th scope="row" class="border-line border-t py-3 pr-2 text-left font-normal text-ink-2">
        {props.name}
      </th>
      <For each={props.plans}>
        {(plan) => <td class="border-line border-t border-l px-6 py-3">{props.cell(plan)}</td>}
      </For>
    </tr>
  )
}

function Head(props: { plans: Plan[]; plan: Plan }) {
  const price = () => moneyParts(props.plan.price)
  return (
    <>
      <div class="flex items-center gap-[9px] font-semibold text-[16px] leading-[22px] tracking-[-0.01em]">
        <Sails rank={planRank(props.plans, props.plan.id)} />
        {props.plan.name}
      </div>
      <div class="mt-3.5 font-semibold text-[32px] tabular-nums leading-10 tracking-[-0.025em] max-wide:text-[26px]">
        {price().figure}{" "}
        <span class="font-normal text-ink-2 text-small tracking-normal">{planWords.perMonth(price().unit)}</span>
      </div>
      <div class="text-ink-2 text-small">{hintOf(props.plan)}</div>
      <div class="text-ink-2 text-small empty:hidden">{yearlyOf(props.plan)}</div>
    </>
  )
}

/** The price of a year in advance, where the plan has one. */
const yearlyOf = (plan: Plan): string =>
  plan.yearly ? planWords.orYearly(moneyText(plan.yearly.price), planWords.freeMonths(plan.yearly.free_months)) : ""

function hintOf(plan: Plan): string {
  if (plan.price.amount === 0) return planWords.free
  return plan.price.currency === "sat" ? words.atRate(estimate(plan.amount)) : ""
}

/** The button of the cheapest paid plan is solid. */
function Choose(props: { plans: Plan[]; plan: Plan }) {
  const first = () =>
    props.plans.filter((plan) => plan.price.amount > 0).sort((a, b) => a.price.amount - b.price.amount)[0]
  const barrier = useSignUpBarrier()
  return (
    <Show when={!barrier()}>
      <LinkButton
        class="w-full"
        kind={props.plan.id === first()?.id ? "primary" : "second"}
        href={`${paths.newRelay}?plan=${encodeURIComponent(props.plan.id)}`}
      >
        {props.plan.price.amount === 0 ? words.startFree : words.choose(props.plan.name)}
      </LinkButton>
    </Show>
  )
}

function Cards(props: { plans: Plan[] }) {
  const { files, calls } = useFeatures()
  return (
    <div class="grid gap-3.5">
      <For each={props.plans}>
        {(plan) => {
          const price = () => moneyParts(plan.price)
          return (
            <section class="pad rounded-card border border-line bg-surface">
              <div class="flex flex-wrap items-center justify-between gap-x-3 font-semibold text-[17px]">
                <h3 class="flex items-center gap-2.5">
                  <Sails rank={planRank(props.plans, plan.id)} />
                  {plan.name}
                </h3>
                <span class="tabular-nums">
                  {price().figure}{" "}
                  <span class="font-normal text-ink-2 text-small">{planWords.perMonth(price().unit)}</span>
                </span>
              </div>
              <p class="mt-1 text-ink-2 text-small">{hintOf(plan)}</p>
              <p class="text-ink-2 text-small empty:hidden">{yearlyOf(plan)}</p>
              <ul class="mt-3 mb-4 grid gap-1.5 text-[15px]">
                <li>
                  {planWords.members}: {membersOf(plan)}
                </li>
                <li>
                  <PlanFeature name={planWords.invites} state="included" />
                </li>
                <li>
                  <PlanFeature name={planWords.files} state={files(plan)} limit={limitsOf(plan)} />
                </li>
                <li>
                  <PlanFeature name={planWords.calls} state={calls(plan)} />
                </li>
              </ul>
              <Choose plans={props.plans} plan={plan} />
            </section>
          )
        }}
      </For>
    </div>
  )
}
